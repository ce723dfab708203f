package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading costs as much as there is to read, and reading again as much as has changed. */
@Tag("W29")
class RepeatedReadingTest {
    private static final String TRAIN = "demo.train";
    private static final int JOBS = 1_000;

    @TempDir
    Path directory;

    private TestWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws Exception {
        workspace = new TestWorkspace(directory);
        workspace.run(RUN, status("done", ""));
        for (int number = 0; number < JOBS; number++) {
            String job = String.format("%04x", number);
            workspace.submit(RUN, TRAIN, job, "{\"n\": " + number + "}");
            workspace.jobStatus(TRAIN, job, "done", ", \"events_count\": 0");
            workspace.write("jobs/demo.train/" + job + "/train.done", "");
        }
        workspace.write("carbon/measures-0.jsonl", "{\"job_id\": \"0001\", \"ended_at\": \"2025\", \"co2_kg\": 1}\n");
    }

    @Test
    void finishedJobsAreReadOnceAndOnlyLookedAtAfterwards() throws Exception {
        WorkspaceQueries queries = workspace.queries();
        // Loads classes and what is compiled meanwhile, which is read too.
        list(workspace.queries());

        long first = reads(() -> list(queries));
        assertThat(first).isBetween((long) JOBS, 6L * JOBS);
        long again = reads(() -> list(queries));
        assertThat(again).isLessThan(JOBS / 5);
    }

    @Test
    void oneChangeCostsOneReading() throws Exception {
        WorkspaceQueries queries = workspace.queries();
        list(queries);
        list(queries);
        Files.delete(directory.resolve("jobs/demo.train/0007/train.done"));
        workspace.write("jobs/demo.train/0007/train.failed", "{\"code\": 1}");

        var jobs = new ArrayList<Job>();
        long reads = reads(() -> jobs.addAll(list(queries)));

        assertThat(jobs).filteredOn(job -> !job.state().equals(JobState.DONE)).hasSize(1);
        assertThat(reads).isLessThan(JOBS / 5);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** How many times this process read from any file meanwhile. */
    private static long reads(Work work) throws Exception {
        long before = counter();
        work.run();
        return counter() - before;
    }

    private static long counter() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("syscr: "))
                .mapToLong(line -> Long.parseLong(line.substring("syscr: ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static List<Job> list(WorkspaceQueries queries) throws Exception {
        var jobs = new ArrayList<Job>();
        queries.jobs("sweep", null, null, null, null, null).items().forEach(jobs::add);
        return jobs;
    }
}
