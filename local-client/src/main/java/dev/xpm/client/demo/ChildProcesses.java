package dev.xpm.client.demo;

import dev.xpm.client.connect.LocalTransport;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.problem.MonitorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Real processes that do nothing. Each waits for the end of its input, which comes when it is closed and also when this
 * program dies in whatever way, so none is ever left behind.
 */
final class ChildProcesses implements JobProcesses, AutoCloseable {
    /** Says its number, then holds the lock if the machine has flock(1), and waits. */
    private static final String JOB = "cd \"$1\" && echo $$ && "
            + "if command -v flock >/dev/null 2>&1; then exec flock -n \"$2\" cat; else exec cat; fi";

    private static final String LOCK =
            "if command -v flock >/dev/null 2>&1; then exec flock -n \"$1\" cat; else exec cat; fi";

    private final LocalTransport transport = new LocalTransport();

    @Override
    public Running job(Path directory, String lock) throws IOException, MonitorException {
        RemoteProcess process =
                transport.start(RemoteCommand.of("/bin/sh", "-c", JOB, "job", directory.toString(), lock));
        var out = new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.US_ASCII));
        String pid = out.readLine();
        if (pid == null || !pid.matches("[0-9]{1,10}")) {
            process.close();
            throw new IOException("a sample job did not start");
        }
        return new Running(Long.parseLong(pid), () -> process.exit().isDone(), process);
    }

    @Override
    public AutoCloseable lock(Path file) throws MonitorException {
        return transport.start(RemoteCommand.of("/bin/sh", "-c", LOCK, "lock", file.toString()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
