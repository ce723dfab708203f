package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sample workspace in a temporary directory, in which an experiment runs, and an SSH server through which it can be
 * watched. Closing ends all of it and removes the directory, also when it comes from another thread in the middle of the
 * start.
 */
public final class Demo implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Demo.class.getName());

    private final Clock clock;
    private boolean closed;
    private @Nullable Path directory;
    private @Nullable Player player;
    private @Nullable DemoServer server;

    /** Nothing is there yet. */
    public Demo(Clock clock) {
        this.clock = clock;
    }

    /** Makes everything; takes about a second. To be closed also when this fails. */
    public synchronized void start() throws MonitorException {
        if (closed) {
            throw new MonitorException(Problem.INTERNAL, "the sample was closed before it began");
        }
        try {
            directory = Files.createTempDirectory("xpm-demo-").toRealPath();
            Path workspace = Files.createDirectory(directory.resolve("workspace"));
            Path keys = Files.createDirectory(directory.resolve("ssh"));
            player = new Player(SampleWorkspace.create(workspace), clock);
            player.start();
            server = DemoServer.start(keys);
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.INTERNAL, "unable to set up the sample workspace: " + e.getMessage(), null, List.of(), e);
        }
    }

    /** What a user would give as HOST. */
    public synchronized String host() {
        return Objects.requireNonNull(server).host();
    }

    /** What a user would give as REMOTE_WORKDIR. */
    public synchronized String workspace() {
        return Objects.requireNonNull(directory).resolve("workspace").toString();
    }

    /** What a user would give with {@code -o}. */
    public synchronized List<String> sshOptions() {
        return Objects.requireNonNull(server).clientOptions();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (player != null) {
            player.close();
        }
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "stopping the sample server failed", e);
            }
        }
        if (directory != null) {
            remove(directory);
        }
    }

    /** Twice if need be: a process that was just ended may have left a file meanwhile. */
    private static void remove(Path directory) {
        try {
            SampleFiles.delete(directory);
        } catch (IOException first) {
            try {
                SampleFiles.delete(directory);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "removing " + directory + " failed", e);
            }
        }
    }
}
