package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.QueuePlace;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that the test wrote, which count their calls; and a time that passes when the test says so. */
class SlurmQueueTest {
    @TempDir
    Path commands;

    private Duration limit = Duration.ofSeconds(20);
    private final Timer timer = new Timer();
    private final List<JobKey> changed = new ArrayList<>();
    private SlurmQueue queue;

    @BeforeEach
    void makeQueue() throws IOException {
        commands = commands.toRealPath();
        Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
        queue = new SlurmQueue(changed::addAll, timer, clock, () -> timer.now, limit);
    }

    @Test
    void runsNothingAsLongAsNobodyAsks() throws IOException {
        command("sacct", "");
        timer.pass(Duration.ofDays(1));
        assertThat(calls()).isEmpty();
    }

    @Test
    void asksForAllJobsAtOnceAndTellsWhichHaveAnAnswer() throws IOException {
        command("sacct", "echo '1|PENDING|Unknown'; echo '2|RUNNING|Unknown'; echo '3|COMPLETED|2026-03-01T11:00:00'");
        for (int id = 1; id <= 4; id++) {
            assertThat(ask(id)).isNull();
        }
        timer.pass(SlurmQueue.GATHER);
        assertThat(calls())
                .containsExactly("sacct --noheader --parsable2 --allocations --format=JobID,State,End --jobs=1,2,3,4");
        assertThat(changed).containsExactlyInAnyOrder(key(1), key(2), key(3));
        assertThat(List.of(state(1), state(2), state(3)))
                .containsExactly(JobState.SCHEDULED, JobState.RUNNING, JobState.DONE);
        assertThat(ask(4)).isNull();
    }

    /** Both commands together: some of the jobs wait, so the queue has its turn as well. */
    @Test
    @Tag("A-N7")
    void doesNotRunMoreThanOneCommandIn30SecondsHoweverManyAskHoweverOften() throws IOException {
        command("sacct", "echo '1|RUNNING|Unknown'; echo '2|PENDING|Unknown'; echo '3|PENDING|Unknown'");
        command("squeue", "echo '2|gpu|Priority'; echo '3|gpu|Priority'");
        for (int second = 0; second < 300; second++) {
            for (int id = 1; id <= 1_000; id++) {
                ask(id);
            }
            timer.pass(Duration.ofSeconds(1));
        }
        assertThat(calls())
                .hasSize(10)
                .extracting(call -> call.split(" ", 2)[0])
                .startsWith("sacct", "squeue", "sacct", "sacct", "squeue");
        assertThat(timer.starts).hasSize(10);
        for (int look = 1; look < timer.starts.size(); look++) {
            assertThat(timer.starts.get(look) - timer.starts.get(look - 1)).isGreaterThanOrEqualTo(30_000);
        }
    }

    @Test
    void followsAJobUntilItHasEndedWithoutBeingAskedAgain() throws IOException {
        command("sacct", "echo '1|PENDING|Unknown'");
        ask(1);
        timer.pass(Duration.ofSeconds(40));
        command("sacct", "echo '1|RUNNING|Unknown'");
        timer.pass(Duration.ofSeconds(30));
        command("sacct", "echo '1|TIMEOUT|2026-03-01T11:00:00'");
        timer.pass(Duration.ofSeconds(30));
        assertThat(changed).containsExactly(key(1), key(1), key(1));
        int before = calls().size();
        timer.pass(Duration.ofHours(5));
        assertThat(calls()).hasSize(before);
        SlurmAnswer answer = ask(1);
        assertThat(answer).isNotNull();
        assertThat(answer.state()).isEqualTo(JobState.error(FailureReason.TIMEOUT));
        assertThat(answer.ended()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
    }

    /** B20. */
    @Test
    void tellsWhyAJobWaitsAndWhereInItsPartition() throws IOException {
        command("sacct", "echo '1|PENDING|Unknown'; echo '2|PENDING|Unknown'; echo '3|RUNNING|Unknown'");
        command(
                "squeue",
                "echo '8|gpu|Resources'; echo '9|cpu|Priority'; echo '1|gpu|Priority'; echo '2|cpu|QOSMax|Cpu'; echo"
                        + " '3'");
        ask(1);
        ask(2);
        ask(3);
        timer.pass(SlurmQueue.GATHER);
        assertThat(ask(1).place()).isNull();
        changed.clear();
        timer.pass(SlurmQueue.INTERVAL);
        assertThat(calls().get(1)).isEqualTo("squeue --noheader --states=PENDING --sort=-p --format=%i|%P|%r");
        assertThat(changed).containsExactlyInAnyOrder(key(1), key(2));
        assertThat(ask(1).place()).isEqualTo(new QueuePlace(UntrustedText.of("Priority"), 2));
        assertThat(ask(2).place()).isEqualTo(new QueuePlace(UntrustedText.of("QOSMax|Cpu"), 2));
        assertThat(ask(3).place()).isNull();

        command("sacct", "echo '1|RUNNING|Unknown'; echo '2|PENDING|Unknown'");
        timer.pass(SlurmQueue.INTERVAL.multipliedBy(3));
        assertThat(calls())
                .extracting(call -> call.split(" ", 2)[0])
                .containsExactly("sacct", "squeue", "sacct", "sacct", "squeue");
        assertThat(ask(1).place()).isNull();
        command("squeue", "exit 1");
        timer.pass(SlurmQueue.INTERVAL.multipliedBy(3));
        assertThat(ask(2).place()).isNull();
        assertThat(ask(2).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void tellsNothingWhereNothingChanged() throws IOException {
        command("sacct", "echo '1|RUNNING|Unknown'");
        ask(1);
        timer.pass(Duration.ofMinutes(5));
        assertThat(calls()).hasSizeGreaterThan(5);
        assertThat(changed).containsExactly(key(1));
    }

    @Test
    void aJobThatTheDatabaseDoesNotKnowYetIsUnknownUntilItDoes() throws IOException {
        command("sacct", "");
        ask(1);
        timer.pass(Duration.ofSeconds(40));
        assertThat(ask(1)).isNull();
        assertThat(changed).isEmpty();
        command("sacct", "echo '1|PENDING|Unknown'");
        timer.pass(Duration.ofSeconds(40));
        assertThat(state(1)).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aJobThatNobodyAsksForAnyMoreIsNotLookedForForEver() throws IOException {
        command("sacct", "");
        ask(1);
        timer.pass(Duration.ofMinutes(11));
        int before = calls().size();
        timer.pass(Duration.ofDays(1));
        assertThat(calls()).hasSize(before);
        ask(1);
        timer.pass(Duration.ofSeconds(40));
        assertThat(calls().size()).isGreaterThan(before);
    }

    @Test
    void asksTheControllerWhereThereIsNoDatabase() throws IOException {
        command("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
        command("squeue", "echo '1|RUNNING'");
        ask(1);
        timer.pass(Duration.ofSeconds(40));
        assertThat(state(1)).isEqualTo(JobState.RUNNING);
        timer.pass(Duration.ofSeconds(60));
        assertThat(calls().stream().map(call -> call.split(" ", 2)[0]))
                .containsExactly("sacct", "squeue", "squeue", "squeue");
        assertThat(calls()).contains("squeue --noheader --states=all --format=%i|%T --jobs=1");
    }

    @Test
    @Tag("W21")
    void withoutTheCommandsNothingIsKnownAndTheyAreTriedEverMoreSeldom() throws IOException {
        timer.pass(SlurmQueue.INTERVAL);
        for (int minute = 0; minute < 60; minute++) {
            assertThat(ask(1)).isNull();
            timer.pass(Duration.ofMinutes(1));
        }
        assertThat(timer.starts).hasSizeBetween(5, 13);
        assertThat(changed).isEmpty();
    }

    @Test
    void anAnswerThatIsOldIsNone() throws IOException {
        command("sacct", "echo '1|RUNNING|Unknown'; echo '2|COMPLETED|Unknown'");
        ask(1);
        ask(2);
        timer.pass(Duration.ofSeconds(2));
        command("sacct", "exit 1");
        command("squeue", "exit 1");
        timer.pass(Duration.ofMinutes(1));
        assertThat(state(1)).isEqualTo(JobState.RUNNING);
        timer.pass(Duration.ofMinutes(5));
        assertThat(ask(1)).isNull();
        assertThat(state(2)).isEqualTo(JobState.DONE);
    }

    @Test
    void everyJobHasItsTurnWhereThereAreMoreThanOneCommandTakes() throws IOException {
        command("sacct", "");
        for (int id = 100_000; id < 110_000; id++) {
            ask(id);
        }
        timer.pass(Duration.ofSeconds(100));
        var asked = new ArrayList<String>();
        calls().subList(0, 3).forEach(call -> asked.addAll(List.of(call.split("--jobs=", 2)[1].split(",", -1))));
        assertThat(asked.stream().distinct()).hasSize(10_000);
    }

    @Test
    @Tag("A-N7")
    void aCommandThatHangsIsEndedAndTheNextLookGetsAnAnswer() throws IOException {
        limit = Duration.ofMillis(500);
        makeQueue();
        command("sacct", "echo $$ > " + commands.resolve("pid") + "; exec sleep 600");
        ask(1);
        timer.pass(SlurmQueue.GATHER);
        long pid = Long.parseLong(Files.readString(commands.resolve("pid")).trim());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        command("sacct", "echo '1|RUNNING|Unknown'");
        command("squeue", "echo '1|RUNNING'");
        timer.pass(SlurmQueue.INTERVAL);
        assertThat(state(1)).isEqualTo(JobState.RUNNING);
    }

    @Test
    void closingEndsACommandThatHangs() throws IOException {
        command("sacct", "echo $$ > " + commands.resolve("pid") + "; exec sleep 600");
        try (var real = new SlurmQueue(changed::addAll)) {
            real.ask(key(1), record(1));
            await().until(() -> Files.exists(commands.resolve("pid"))
                    && !Files.readString(commands.resolve("pid")).isBlank());
        }
        long pid = Long.parseLong(Files.readString(commands.resolve("pid")).trim());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private static JobKey key(int id) {
        return new JobKey(new TaskId("demo.train"), new JobId("job" + id));
    }

    private SlurmRecord record(int id) {
        return new SlurmRecord(String.valueOf(id), commands.toString());
    }

    private @Nullable SlurmAnswer ask(int id) {
        return queue.ask(key(id), record(id));
    }

    private @Nullable JobState state(int id) {
        SlurmAnswer answer = ask(id);
        return answer == null ? null : answer.state();
    }

    private void command(String name, String script) throws IOException {
        Path command = commands.resolve(name);
        Files.writeString(
                command, "#!/bin/sh\necho \"" + name + " $*\" >> " + commands.resolve("calls") + "\n" + script + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> calls() throws IOException {
        Path calls = commands.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** Runs what is due when the test lets time pass, on the thread of the test. */
    private static final class Timer implements SlurmQueue.Later {
        private long now = 1_000_000;
        private final List<Long> starts = new ArrayList<>();
        private @Nullable Runnable work;
        private long due;

        @Override
        public void run(Runnable next, Duration delay) {
            assertThat(work).as("only one look is planned at a time").isNull();
            work = next;
            due = now + delay.toMillis();
        }

        void pass(Duration time) {
            long end = now + time.toMillis();
            while (work != null && due <= end) {
                now = due;
                Runnable next = work;
                work = null;
                starts.add(now);
                next.run();
            }
            now = end;
        }

        @Override
        public void close() {
            work = null;
        }
    }
}
