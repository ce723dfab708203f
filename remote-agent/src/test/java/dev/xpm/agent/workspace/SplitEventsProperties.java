package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static dev.xpm.agent.workspace.TestWorkspace.scheduled;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * One writer's events mean the same wherever its files are cut, whichever of them lie in the archive, under one name or
 * two, and however often a reader looks meanwhile. Source: workspace-format.md 1.4, 3.4 and 3.5.
 */
class SplitEventsProperties {
    private static final String JOB_ARCHIVE = "jobs/demo.train/9c41/.experimaestro/events/event-";
    private static final String RUN_ARCHIVE = "experiments/sweep/" + RUN + "/events/event-";

    private TestWorkspace workspace;

    /** Where the files of a run are. */
    enum Place {
        LIVE,
        BOTH,
        ARCHIVE
    }

    @BeforeTry
    void makeWorkspace() throws IOException {
        workspace = new TestWorkspace(Files.createTempDirectory("xpm-split-"));
        workspace.held = Verdict.YES;
        workspace.run(RUN, status("running", ", \"events_count\": 0"));
        workspace.submit(RUN, "demo.train", "9c41", "{}");
        workspace.jobStatus("demo.train", "9c41", "scheduled", ", \"events_count\": 0");
    }

    @AfterTry
    void remove() throws IOException {
        try (var paths = Files.walk(workspace.root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 100)
    @Tag("W17")
    void aJobIsTheSameWhereverItsFilesAreCut(
            @ForAll("jobLines") List<String> lines, @ForAll @Size(max = 12) List<Boolean> cuts) throws Exception {
        workspace.write(live("9c41", 0), String.join("", lines));
        Job whole = workspace.queries().job("demo.train", "9c41");

        int number = 0;
        for (List<String> part : parts(lines, cuts)) {
            workspace.write(live("9c41", number++), String.join("", part));
        }

        assertThat(workspace.queries().job("demo.train", "9c41")).isEqualTo(whole);
    }

    @Property(tries = 100)
    void aRunIsTheSameWhereverItsFilesAreCutAndLie(
            @ForAll("runLines") List<String> lines,
            @ForAll @Size(max = 12) List<Boolean> cuts,
            @ForAll @Size(min = 13, max = 13) List<Place> places)
            throws Exception {
        Path live = workspace.write(".events/experiments/sweep-0.jsonl", String.join("", lines));
        Experiment whole = workspace.queries().experiment("sweep");
        Files.delete(live);

        int number = 0;
        for (List<String> part : parts(lines, cuts)) {
            put(places.get(number), number++, String.join("", part));
        }

        assertThat(workspace.queries().experiment("sweep")).isEqualTo(whole);
    }

    private void put(Place place, int number, String content) throws IOException {
        Path archive = workspace.root.resolve(RUN_ARCHIVE + number + ".jsonl");
        Files.createDirectories(archive.getParent());
        if (place == Place.ARCHIVE) {
            Files.writeString(archive, content);
            return;
        }
        Path live = workspace.write(".events/experiments/sweep-" + number + ".jsonl", content);
        if (place == Place.BOTH) {
            Files.createLink(archive, live);
        }
    }

    /** A reader that remembers says what one says that looks for the first time. */
    @Property(tries = 50)
    @Tag("W11")
    void lookingMeanwhileChangesNothing(@ForAll("jobLines") List<String> lines) throws Exception {
        WorkspaceQueries watching = workspace.queries();
        for (String line : lines) {
            int half = line.length() / 2;
            workspace.append(live("9c41", 0), line.substring(0, half));
            watching.job("demo.train", "9c41");
            workspace.append(live("9c41", 0), line.substring(half));
            assertThat(watching.job("demo.train", "9c41"))
                    .isEqualTo(workspace.queries().job("demo.train", "9c41"));
        }
        Path archive = workspace.root.resolve(JOB_ARCHIVE + "0.jsonl");
        Files.createDirectories(archive.getParent());
        if (!lines.isEmpty()) {
            Files.move(workspace.root.resolve(live("9c41", 0)), archive);
        }
        workspace.write("jobs/demo.train/9c41/train.done", "");
        assertThat(watching.job("demo.train", "9c41"))
                .isEqualTo(workspace.queries().job("demo.train", "9c41"));
    }

    /** The driver's file and the job's are written by two: which of them came first must not matter. */
    @Property(tries = 50)
    void theOrderOfTwoWritersDoesNotMatter(
            @ForAll("jobLines") List<String> ofJob, @ForAll("runLines") List<String> ofRun) throws Exception {
        Path xp = workspace.write(".events/experiments/sweep-0.jsonl", String.join("", ofRun));
        workspace.write(live("9c41", 0), String.join("", ofJob));
        List<Job> one = jobs();
        Files.delete(xp);
        workspace.write(".events/experiments/sweep-0.jsonl", String.join("", ofRun));
        assertThat(jobs()).isEqualTo(one);
    }

    private List<Job> jobs() throws Exception {
        var jobs = new ArrayList<Job>();
        workspace.queries().jobs("sweep", null, null, null, null, null).items().forEach(jobs::add);
        return jobs;
    }

    /** The lines in pieces: behind each line for which there is a true, a file ends. */
    private static List<List<String>> parts(List<String> lines, List<Boolean> cuts) {
        var parts = new ArrayList<List<String>>();
        var part = new ArrayList<String>();
        for (int at = 0; at < lines.size(); at++) {
            part.add(lines.get(at));
            if (at < cuts.size() && cuts.get(at)) {
                parts.add(List.copyOf(part));
                part.clear();
            }
        }
        parts.add(part);
        return parts;
    }

    @Provide
    Arbitrary<List<String>> jobLines() {
        Arbitrary<String> states =
                Arbitraries.of("scheduled", "running", "done", "error").map(state -> changed(1, "9c41", state));
        Arbitrary<String> steps = Arbitraries.doubles().between(0, 1).map(step -> progress(2, "9c41", step));
        return Arbitraries.oneOf(states, steps, steps).list().ofMaxSize(12);
    }

    /** What a driver may write: the lives of two jobs, mixed, other things between them, and perhaps the end. */
    @Provide
    Arbitrary<List<String>> runLines() {
        Arbitrary<String> others = Arbitraries.of(
                "{\"timestamp\":4,\"run_id\":\"\",\"service_id\":\"tb\",\"event_type\":\"ServiceAddedEvent\"}\n",
                "{\"timestamp\":5,\"action_id\":\"a\",\"event_type\":\"ActionAddedEvent\"}\n",
                "{\"timestamp\":7,\"event_type\":\"NoSuchEvent\"}\n",
                "not json\n");
        Arbitrary<String> ends = Arbitraries.of(
                "",
                "{\"timestamp\":6,\"run_id\":\"\",\"status\":\"completed\",\"event_type\":\"RunCompletedEvent\"}\n",
                "{\"timestamp\":6,\"run_id\":\"\",\"status\":\"failed\",\"event_type\":\"RunCompletedEvent\"}\n");
        return Combinators.combine(life("9c41"), life("e07a"), others.list().ofMaxSize(2), ends, Arbitraries.randoms())
                .as((one, other, more, end, random) -> {
                    var open = new ArrayList<>(
                            List.of(new ArrayList<>(one), new ArrayList<>(other), new ArrayList<>(more)));
                    var lines = new ArrayList<String>();
                    while (open.removeIf(List::isEmpty) || !open.isEmpty()) {
                        if (!open.isEmpty()) {
                            lines.add(open.get(random.nextInt(open.size())).remove(0));
                        }
                    }
                    if (!end.isEmpty()) {
                        lines.add(end);
                    }
                    return lines;
                });
    }

    /** The beginning of one of the lives that a job may have. */
    private static Arbitrary<List<String>> life(String job) {
        String tags = ",\"tags\":[{\"key\":\"a\",\"value\":1}]";
        String timeout = ",\"failure_reason\":\"TIMEOUT\"";
        List<String> retried = List.of(
                word(job, "submitted", tags),
                word(job, "waiting", ""),
                word(job, "scheduled", ""),
                word(job, "error", timeout),
                word(job, "waiting", ""),
                word(job, "scheduled", ""),
                word(job, "done", ""));
        List<String> failed =
                List.of(word(job, "submitted", ""), word(job, "waiting", ""), word(job, "error", timeout));
        return Combinators.combine(
                        Arbitraries.of(retried, failed), Arbitraries.integers().between(0, 7))
                .as((life, length) -> life.subList(0, Math.min(length, life.size())));
    }

    private static String word(String job, String state, String more) {
        return scheduled(3, RUN, "demo.train", job, state, more);
    }
}
