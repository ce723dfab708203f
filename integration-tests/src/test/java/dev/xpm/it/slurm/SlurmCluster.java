package dev.xpm.it.slurm;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * SLURM with one node, its accounting and its database: five programs of this machine as processes of the test, which
 * are gone with it.
 */
public final class SlurmCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SlurmConfiguration configuration;
    private final SlurmCommands commands;
    private final Deque<Process> programs = new ArrayDeque<>();

    private SlurmCluster(Path folder) throws IOException {
        configuration = new SlurmConfiguration(folder);
        commands = new SlurmCommands(configuration.file("bin"), configuration.file("slurm.conf"));
    }

    /** Starts one below the folder, and waits until its node takes jobs. */
    public static SlurmCluster start(Path folder) throws IOException {
        var cluster = new SlurmCluster(folder.resolve("slurm"));
        try {
            cluster.startPrograms();
            return cluster;
        } catch (IOException | RuntimeException e) {
            String logs = cluster.logs();
            cluster.close();
            throw new IOException("SLURM did not start:\n" + logs, e);
        }
    }

    public SlurmCommands commands() {
        return commands;
    }

    private void startPrograms() throws IOException {
        Program.of(
                        "dd",
                        "if=/dev/urandom",
                        "of=" + configuration.file("munge/key"),
                        "bs=1024",
                        "count=1",
                        "status=none")
                .run();
        check(Program.of("chmod", "600", configuration.file("munge/key").toString()));
        // The folder of a test may not be reached by others, which munge warns of; nobody else is to reach it.
        start(
                Tool.MUNGED,
                "--force",
                "--foreground",
                "--num-threads=2",
                "--socket=" + configuration.file("munge/socket"),
                "--key-file=" + configuration.file("munge/key"),
                "--pid-file=" + configuration.file("munge/pid"),
                "--seed-file=" + configuration.file("munge/seed"),
                "--log-file=" + configuration.file("munge/log"));
        startDatabase();
        start(Tool.SLURMDBD, "-D");
        awaitSuccess(slurm("sacctmgr", "--immediate", "add", "cluster", SlurmConfiguration.CLUSTER));
        start(Tool.SLURMCTLD, "-D", "-i");
        start(Tool.SLURMD, "-D");
        Awaitility.await().atMost(PATIENCE).until(() -> slurm("sinfo", "--noheader", "--format=%T")
                .run()
                .out()
                .trim()
                .equals("idle"));
    }

    private void startDatabase() throws IOException {
        check(Program.of(
                Tool.MARIADB_INSTALL.path().toString(),
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + configuration.file("database"),
                "--user=" + System.getProperty("user.name")));
        start(
                Tool.MARIADBD,
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + configuration.file("database"),
                "--socket=" + configuration.file("database.socket"),
                "--pid-file=" + configuration.file("database.pid"),
                "--init-file=" + configuration.file("database.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + configuration.databasePort,
                "--skip-name-resolve",
                "--skip-log-bin",
                "--innodb-buffer-pool-size=32M",
                "--innodb-lock-wait-timeout=900");
        Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(configuration.log("MARIADBD"))
                .contains("ready for connections"));
    }

    private void start(Tool program, String... options) throws IOException {
        var command = new ArrayList<>(List.of(program.path().toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(configuration.log(program.name()).toFile());
        builder.environment().put("SLURM_CONF", configuration.file("slurm.conf").toString());
        programs.push(builder.start());
    }

    /** A command of SLURM on this cluster, which nobody counts. */
    private Program slurm(String... words) {
        return Program.of(words)
                .with("SLURM_CONF", configuration.file("slurm.conf").toString());
    }

    private static void check(Program program) throws IOException {
        Program.Result result = program.run();
        if (result.exit() != 0) {
            throw new IOException(result.out() + result.err());
        }
    }

    private static void awaitSuccess(Program program) {
        Awaitility.await().atMost(PATIENCE).until(() -> program.run().exit() == 0);
    }

    /** What its programs wrote, for the report of a failure. */
    public String logs() throws IOException {
        var text = new StringBuilder();
        for (Tool program : List.of(Tool.MUNGED, Tool.MARIADBD, Tool.SLURMDBD, Tool.SLURMCTLD, Tool.SLURMD)) {
            Path log = configuration.log(program.name());
            if (Files.exists(log)) {
                text.append("== ").append(program).append('\n').append(Files.readString(log));
            }
        }
        return text.toString();
    }

    /** Cancels the jobs, whose processes are not ours, and ends the programs, last started first. */
    @Override
    public void close() throws IOException {
        slurm("scancel", "--user=" + System.getProperty("user.name")).run();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> slurm("squeue", "--noheader").run().out().isBlank());
        } catch (ConditionTimeoutException e) {
            throw new IOException("jobs did not end:\n" + logs(), e);
        } finally {
            programs.forEach(Program::end);
        }
    }
}
