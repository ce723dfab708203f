package dev.xpm.it.workspace;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An experiment that the original program runs for real while a test looks on: seven jobs, of which two fail, one waits
 * for a failed one, and the two longest end three seconds apart.
 */
public final class RealExperiment implements AutoCloseable {
    public static final String NAME = "steps";

    /** How each job ends, in the words of the state and the reason. */
    public static final Map<String, String> ENDS = ends();

    private final Path workspace;
    private final Process driver;
    private final CompletableFuture<Map<String, String>> jobs;

    private RealExperiment(Path workspace, Process driver) {
        this.workspace = workspace;
        this.driver = driver;
        this.jobs = CompletableFuture.supplyAsync(() -> readJobs(driver.inputReader(StandardCharsets.UTF_8)));
    }

    /** Makes an empty workspace that servers accept. */
    public static Path emptyWorkspace(Path folder) throws IOException {
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Files.createFile(workspace.resolve(".__experimaestro__"));
        return workspace;
    }

    /** Starts the driver; the workspace may be watched already. */
    public static RealExperiment start(Path workspace) throws IOException {
        Path python = Tool.ORIGINAL.path().resolveSibling("python");
        var builder = new ProcessBuilder(
                python.toString(), "src/test/python/project/run_steps.py", workspace.toString(), NAME);
        builder.environment().put("HOME", workspace.getParent().toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.redirectError(workspace.resolveSibling("driver.log").toFile());
        return new RealExperiment(workspace, builder.start());
    }

    public Path workspace() {
        return workspace;
    }

    /** Waits for the end of the script; label of each job to its id. */
    public Map<String, String> awaitEnd() throws IOException {
        Map<String, String> ids = jobs.join();
        if (!ids.keySet().containsAll(ENDS.keySet())) {
            throw new IOException("the experiment failed: " + Files.readString(workspace.resolveSibling("driver.log")));
        }
        return ids;
    }

    public boolean isRunning() {
        return driver.isAlive();
    }

    @Override
    public void close() {
        Program.end(driver);
    }

    private static Map<String, String> ends() {
        var ends = new LinkedHashMap<String, String>();
        ends.put("first", "done");
        ends.put("second", "done");
        ends.put("third", "done");
        ends.put("failing", "error:FAILED");
        ends.put("slow", "done");
        ends.put("last", "error:FAILED");
        ends.put("never", "error:DEPENDENCY");
        return ends;
    }

    private static Map<String, String> readJobs(BufferedReader lines) {
        var ids = new LinkedHashMap<String, String>();
        lines.lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && ENDS.containsKey(words[0]))
                .forEach(words -> ids.put(words[0], words[1]));
        return ids;
    }
}
