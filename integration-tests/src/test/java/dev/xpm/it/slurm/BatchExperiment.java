package dev.xpm.it.slurm;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An experiment of the original program whose jobs go to SLURM; each of them wants the whole node. */
final class BatchExperiment implements AutoCloseable {
    static final String TASK = "steps.step";

    private static final int JOBS = 3;

    private final Process driver;
    private final Map<String, String> ids = new HashMap<>();

    private BatchExperiment(Process driver, Path log) throws IOException {
        this.driver = driver;
        BufferedReader lines = driver.inputReader(StandardCharsets.UTF_8);
        while (ids.size() < JOBS) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the experiment failed: " + Files.readString(log));
            }
            String[] words = line.split(" ", 2);
            ids.put(words[0], words[1]);
        }
    }

    /** Starts the driver, and waits until SLURM has all jobs. */
    static BatchExperiment start(Path workspace, SlurmCluster cluster) throws IOException {
        Path python = Tool.ORIGINAL.path().resolveSibling("python");
        var builder = new ProcessBuilder(
                python.toString(),
                "src/test/python/project/run_batch.py",
                workspace.toString(),
                "batch",
                cluster.commands().folder().toString());
        builder.environment().put("HOME", workspace.getParent().toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Path log = workspace.resolveSibling("driver.log");
        builder.redirectError(log.toFile());
        return new BatchExperiment(builder.start(), log);
    }

    String id(String label) {
        return ids.get(label);
    }

    @Override
    public void close() {
        Program.end(driver);
    }
}
