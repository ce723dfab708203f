package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.DialFailure;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteLines;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection that the host has made for us: an ssh process that only passes its streams to the master. */
final class OpenSshStream implements RemoteStream {
    /** As long as the built-in SSH waits by default. */
    private static final long LIMIT_SECONDS = 30;

    /** What the process says in its verbose mode when the host has connected. */
    private static final String CONNECTED = "master session id";

    private final Process process;

    private OpenSshStream(Process process) {
        this.process = process;
    }

    /**
     * Starts the process and waits for the host's answer.
     *
     * @param words from {@link MasterCommand#stream}
     * @param refusals where the master tells why the host refuses
     */
    static OpenSshStream open(List<String> words, String label, RemoteAddress to, Refusals refusals)
            throws MonitorException, IOException {
        long before = refusals.count();
        Process process = new ProcessBuilder(words).start();
        var connected = new CompletableFuture<Boolean>();
        RemoteLines.read(process.getErrorStream(), line -> look(line, connected), "xpm-" + label + "-stream");
        var unused = process.onExit().thenRun(() -> connected.complete(false));
        try {
            if (connected.copy().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join()) {
                return new OpenSshStream(process);
            }
            String reason = refusals.after(before);
            throw DialFailure.refused(label, to, Refusals.isForbidden(reason), Refusals.words(reason));
        } catch (CompletionException e) {
            process.destroy();
            throw e.getCause() instanceof TimeoutException
                    ? DialFailure.silent(label, to, LIMIT_SECONDS)
                    : DialFailure.lost(label, to, e);
        }
    }

    private static void look(UntrustedText line, CompletableFuture<Boolean> connected) {
        if (line.raw().contains(CONNECTED)) {
            connected.complete(true);
        }
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
