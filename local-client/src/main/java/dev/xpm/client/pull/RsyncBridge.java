package dev.xpm.client.pull;

import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs rsync's remote command on the connection that is already open. What rsync starts instead of ssh is a line of shell,
 * which is there at once: through the standard streams of the process that we started, it tells the words of the command,
 * and then passes what the two programs say to each other.
 */
final class RsyncBridge implements AutoCloseable {
    /** Run before rsync: keeps our streams open as 3 and 4, where its children find them. */
    static final String STREAMS = "exec 3<&0 4>&1 </dev/null >&2; ";

    /** Of no meaning: the connection is there already. rsync only needs a name before the colon. */
    static final String ANY_HOST = "host";

    /**
     * The value of rsync's option -e, which it splits at blanks outside of quotes. First the number of words and the words,
     * each with NUL at its end. It ends when nothing more comes from us; the other direction ends with rsync.
     */
    static final String SHELL = "sh -c 'printf \"%s\\0\" \"$#\" \"$@\" >&4; exec 5<&0;"
            + " cat <&5 >&4 3<&- 5<&- & exec cat <&3 4>&- 5<&-' xpm-rsync";

    private static final System.Logger LOG = System.getLogger(RsyncBridge.class.getName());

    private static final int PIECE = 64 << 10;
    private static final int MAX_WORDS = 1_000;
    private static final int MAX_WORD_BYTES = 64 << 10;

    /** What ssh says of its own failures. */
    private static final int LOST = 255;

    /** The code of the host comes with the end of its output. */
    private static final long LAST_WORD_SECONDS = 2;

    /** Options of ssh that rsync may add, and that take a value. */
    private static final Set<String> WITH_VALUE = Set.of("-l", "-p");

    private final Transport transport;
    private final Process rsync;
    private final long maxBytes;
    private final CompletableFuture<Ended> end = new CompletableFuture<>();
    private @Nullable RemoteProcess running;
    private boolean closed;

    private RsyncBridge(Transport transport, Process rsync, long maxBytes) {
        this.transport = transport;
        this.rsync = rsync;
        this.maxBytes = maxBytes;
    }

    /**
     * How the remote command ended.
     *
     * @param code null if rsync did not ask for one
     * @param failure why it could not be started, or was ended by us
     * @param said on the host, last lines
     */
    record Ended(@Nullable Integer code, @Nullable String failure, List<UntrustedText> said) {
        Ended {
            said = List.copyOf(said);
        }
    }

    /**
     * Serves a process that runs with {@link #STREAMS} and {@link #SHELL}, on threads of its own.
     *
     * @param maxBytes the copy ends when the host has sent more
     */
    static RsyncBridge serve(Transport transport, Process rsync, long maxBytes) {
        var bridge = new RsyncBridge(transport, rsync, maxBytes);
        daemon(bridge::run, "xpm-" + transport.label() + "-bridge").start();
        return bridge;
    }

    /** After the end of rsync; waits a moment. */
    Ended end() throws InterruptedException {
        try {
            return end.get(LAST_WORD_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Ended(0, null, List.of());
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.close();
        }
    }

    private void run() {
        Ended ended = new Ended(null, null, List.of());
        // The other stream closes with the process; until then, a thread of its own reads it.
        try (OutputStream toRsync = rsync.getOutputStream()) {
            InputStream fromRsync = rsync.getInputStream();
            ended = run(remoteWords(readWords(fromRsync)), fromRsync, toRsync);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a copy ended: " + e.getMessage());
        } finally {
            end.complete(ended);
        }
    }

    private Ended run(List<String> command, InputStream fromRsync, OutputStream toRsync) {
        try (RemoteProcess process = transport.start(RemoteCommand.of(command.toArray(String[]::new)))) {
            begun(process);
            LastLines said = LastLines.of(process.stderr(), "xpm-bridge-messages");
            daemon(() -> pass(fromRsync, process.stdin(), Long.MAX_VALUE), "xpm-bridge-input")
                    .start();
            boolean tooMuch = !pass(process.stdout(), toRsync, maxBytes);
            if (tooMuch) {
                return new Ended(LOST, "the host sent more than " + maxBytes + " bytes", List.of());
            }
            Integer code = process.exit().join().code();
            return new Ended(code == null ? LOST : code, null, said.join());
        } catch (MonitorException e) {
            return new Ended(LOST, e.sentence(), e.remoteLines());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(LOST, "it was interrupted", List.of());
        }
    }

    private synchronized void begun(RemoteProcess process) {
        running = process;
        if (closed) {
            process.close();
        }
    }

    private static List<String> readWords(InputStream in) throws IOException {
        String count = readWord(in);
        if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MAX_WORDS) {
            throw new IOException(
                    "rsync's command has " + UntrustedText.of(count).forLog() + " words");
        }
        var words = new ArrayList<String>();
        for (int i = Integer.parseInt(count); i > 0; i--) {
            words.add(readWord(in));
        }
        return words;
    }

    private static String readWord(InputStream in) throws IOException {
        var word = new ByteArrayOutputStream();
        for (int unit = in.read(); unit != 0; unit = in.read()) {
            if (unit < 0 || word.size() == MAX_WORD_BYTES) {
                throw new EOFException("rsync did not say its command");
            }
            word.write(unit);
        }
        return word.toString(StandardCharsets.UTF_8);
    }

    /** Leaves out what is meant for ssh: its options and the name of the host. */
    private static List<String> remoteWords(List<String> words) throws IOException {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += WITH_VALUE.contains(words.get(at)) ? 2 : 1;
        }
        List<String> command = words.subList(Math.min(at + 1, words.size()), words.size());
        if (command.size() < 2
                || !command.get(0).equals("rsync")
                || !command.get(1).equals("--server")) {
            throw new IOException("rsync asked for another command than its own");
        }
        return command;
    }

    /** Until the source ends, and then ends the target. False if the source has more than that. */
    private static boolean pass(InputStream source, OutputStream target, long maxBytes) {
        byte[] piece = new byte[PIECE];
        long passed = 0;
        try (target) {
            for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
                passed += count;
                if (passed > maxBytes) {
                    return false;
                }
                target.write(piece, 0, count);
                target.flush();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "one direction of a copy ended: " + e.getMessage());
        }
        return true;
    }

    private static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
