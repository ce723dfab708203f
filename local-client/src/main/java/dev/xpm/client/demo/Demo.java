package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A sample workspace in a temporary directory, in which an experiment runs, and an SSH server through which it can be
 * watched. Closing ends all of it and removes the directory.
 */
public final class Demo implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Demo.class.getName());

    private final Path directory;
    private final Player player;
    private final DemoServer server;

    private Demo(Path directory, Player player, DemoServer server) {
        this.directory = directory;
        this.player = player;
        this.server = server;
    }

    /** Starts everything; takes about a second. */
    public static Demo start(Clock clock) throws MonitorException {
        Path directory = null;
        Player player = null;
        DemoServer server = null;
        try {
            directory = Files.createTempDirectory("xpm-demo-").toRealPath();
            Path workspace = Files.createDirectory(directory.resolve("workspace"));
            Path keys = Files.createDirectory(directory.resolve("ssh"));
            player = Player.start(SampleWorkspace.create(workspace), clock);
            server = DemoServer.start(keys);
            return new Demo(directory, player, server);
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.INTERNAL, "unable to set up the sample workspace: " + e.getMessage(), null, List.of(), e);
        } finally {
            if (server == null) {
                if (player != null) {
                    player.close();
                }
                if (directory != null) {
                    remove(directory);
                }
            }
        }
    }

    /** What a user would give as HOST. */
    public String host() {
        return server.host();
    }

    /** What a user would give as REMOTE_WORKDIR. */
    public String workspace() {
        return directory.resolve("workspace").toString();
    }

    /** What a user would give with {@code -o}. */
    public List<String> sshOptions() {
        return server.clientOptions();
    }

    @Override
    public void close() {
        player.close();
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "stopping the sample server failed", e);
        }
        remove(directory);
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
