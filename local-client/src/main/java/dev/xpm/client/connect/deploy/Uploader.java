package dev.xpm.client.connect.deploy;

import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteLines;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies files to the host: by its file transfer (SFTP), or through {@code cat} where that is missing or fails. A file
 * lies under a name of its own until a start has checked it.
 */
final class Uploader {
    /** A link that takes not one byte for so long is dead. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private static final String RECEIVE = "umask 077; PATH=${PATH:+$PATH:}/usr/bin:/bin; LC_ALL=C; export PATH LC_ALL; "
            + "mkdir -p \"${0%/*}\"; exec cat >\"$0\"";

    private final Transport transport;
    private final Prompter prompter;

    Uploader(Transport transport, Prompter prompter) {
        this.transport = transport;
        this.prompter = prompter;
    }

    /**
     * Copies one file; blocks.
     *
     * @param what for the user: {@code our agent}
     * @throws MonitorException DISK_FULL and its like if the host cannot take it
     */
    Upload send(String what, Payload payload, String directory, String name) throws MonitorException {
        var upload = new Upload(payload, directory + "/" + name);
        if (!sentByFileTransfer(what, upload)) {
            sendThroughCat(what, upload);
        }
        return upload;
    }

    private boolean sentByFileTransfer(String what, Upload upload) throws MonitorException {
        var patience = new Patience("xpm-" + transport.label() + "-upload", STALL);
        try (InputStream content = content(what, upload.payload(), patience)) {
            return patience.call(() -> transport.upload(content, upload.path()), () -> closeQuietly(content));
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (IOException | TimeoutException e) {
            // A jail, a full disk, a server that ends: the other way either works or says why not.
            return false;
        }
    }

    private void sendThroughCat(String what, Upload upload) throws MonitorException {
        var patience = new Patience("xpm-" + transport.label() + "-upload", STALL);
        try (RemoteProcess process = transport.start(RemoteCommand.of("/bin/sh", "-c", RECEIVE, upload.path()))) {
            RemoteLines stderr = RemoteLines.read(process.stderr(), line -> {}, "xpm-" + transport.label() + "-stderr");
            Discard.of(process.stdout(), "xpm-" + transport.label() + "-stdout");
            RemoteProcess.Exit exit;
            try (InputStream content = content(what, upload.payload(), patience)) {
                exit = patience.call(() -> pour(content, process, patience), process::close);
            }
            if (exit.isLost()) {
                throw lost(null);
            }
            if (!Integer.valueOf(0).equals(exit.code())) {
                stderr.end().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
                throw refused(upload.path(), stderr.last());
            }
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw lost(e);
        } catch (TimeoutException e) {
            throw new MonitorException(
                    Problem.CONNECTION_LOST,
                    "the connection to " + transport.label() + " took no byte of the agent for " + STALL.toSeconds()
                            + " s");
        }
    }

    /** A command that ends early, for want of space, says why by its exit code. */
    private static RemoteProcess.Exit pour(InputStream content, RemoteProcess process, Patience patience)
            throws IOException {
        try (OutputStream out = process.stdin()) {
            byte[] chunk = new byte[32 << 10];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                out.write(chunk, 0, read);
                patience.progress();
            }
            out.flush();
        } catch (IOException e) {
            if (process.exit().isDone()) {
                return process.exit().join();
            }
            return process.exit()
                    .completeOnTimeout(RemoteProcess.Exit.LOST, 2, TimeUnit.SECONDS)
                    .join();
        }
        return process.exit().join();
    }

    private InputStream content(String what, Payload payload, Patience patience) throws IOException {
        long size = payload.size();
        return new Payload.Counted(payload.open(), new LongConsumer() {
            private long shown = -1;

            @Override
            public void accept(long sent) {
                patience.progress();
                long percent = size == 0 ? 100 : sent * 100 / size;
                if (percent / 10 > shown / 10 || shown < 0) {
                    shown = percent;
                    prompter.stage("uploading " + what + " to " + transport.label() + ": " + percent + " %");
                }
            }
        });
    }

    private MonitorException refused(String path, List<UntrustedText> lines) {
        return Places.refused(transport.label(), path, lines);
    }

    private MonitorException lost(@Nullable IOException cause) {
        return new MonitorException(
                Problem.CONNECTION_LOST,
                "the connection to " + transport.label() + " was lost while the agent was uploaded",
                null,
                List.of(),
                cause);
    }

    private MonitorException interrupted(IOException cause) {
        return new MonitorException(
                Problem.CONNECTION_LOST,
                "interrupted while connecting to " + transport.label(),
                null,
                List.of(),
                cause);
    }

    private static void closeQuietly(InputStream content) {
        try {
            content.close();
        } catch (IOException e) {
            System.getLogger(Uploader.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a file failed: " + e.getMessage());
        }
    }
}
