package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
    private static final TaskId TASK = new TaskId("demo.train");

    @TempDir
    Path root;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void acceptsAProcessThatWorksInTheJobsDirectory() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Process process = start(job, "sleep", "600");
        assertThat(ProcessIdentity.isAlive(process.pid(), job, TASK)).isEqualTo(Verdict.YES);
    }

    @Test
    void acceptsAProcessThatWasStartedWithTheJobsScript() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Process process =
                start(root, "sh", "-c", "read line", job.resolve("train.py").toString());
        assertThat(ProcessIdentity.isAlive(process.pid(), job, TASK)).isEqualTo(Verdict.YES);
    }

    @Test
    void acceptsTheDirectoryUnderAnotherName() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Path link = Files.createSymbolicLink(root.resolve("link"), job);
        Process process = start(job, "sleep", "600");
        assertThat(ProcessIdentity.isAlive(process.pid(), link, TASK)).isEqualTo(Verdict.YES);
    }

    @Test
    void refusesANumberThatAnotherProcessHasNow() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Path other = Files.createDirectory(root.resolve("other"));
        Process process = start(other, "sleep", "600");
        assertThat(ProcessIdentity.isAlive(process.pid(), job, TASK)).isEqualTo(Verdict.NO);
    }

    @Test
    void refusesANumberThatNobodyHas() throws Exception {
        Path job = Files.createDirectory(root.resolve("job"));
        Process process = start(job, "true");
        process.waitFor();
        assertThat(ProcessIdentity.isAlive(process.pid(), job, TASK)).isEqualTo(Verdict.NO);
        assertThat(ProcessIdentity.isAlive(4_200_001, job, TASK)).isEqualTo(Verdict.NO);
    }

    @Test
    void probesMemoryThreadsAndLoadOfARunningJob() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Process process = start(job, "sh", "-c", "while :; do :; done");
        ProcessInfo info = ProcessProbe.look(job(JobState.RUNNING), spec("local", process.pid()), job);
        assertThat(info).isNotNull();
        assertThat(info.running()).isTrue();
        assertThat(info.memoryMb()).isBetween(0.1, 100.0);
        assertThat(info.threads()).isEqualTo(1);
        assertThat(info.cpuPercent()).isBetween(0.0, 200.0);
    }

    @Test
    void doesNotLookAtTheProcessOfAJobThatIsOverOrOfABatchSystem() throws IOException {
        Path job = Files.createDirectory(root.resolve("job"));
        Process process = start(job, "sleep", "600");
        assertThat(ProcessProbe.look(job(JobState.DONE), spec("local", process.pid()), job))
                .isEqualTo(new ProcessInfo(
                        UntrustedText.of(String.valueOf(process.pid())),
                        UntrustedText.of("local"),
                        false,
                        null,
                        null,
                        null));
        Job unverified = new JobFold(job(JobState.RUNNING)).verified(false).snapshot();
        assertThat(ProcessProbe.look(unverified, spec("slurm", process.pid()), job))
                .matches(info -> info != null && !info.running() && info.memoryMb() == null);
    }

    @Test
    void tellsThatTheBatchSystemHasTheJob() {
        for (JobState state : List.of(JobState.SCHEDULED, JobState.RUNNING)) {
            assertThat(ProcessProbe.look(job(state), spec("slurm", 12_878), root))
                    .matches(info -> info != null && info.running() && info.memoryMb() == null);
        }
        assertThat(ProcessProbe.look(job(JobState.DONE), spec("slurm", 12_878), root))
                .matches(info -> info != null && !info.running());
    }

    @Test
    void hasNothingToSayWithoutAProcessNumber() {
        var spec = new ProcessSpec(UntrustedText.of("local"), null, JsonValue.Fields.EMPTY);
        assertThat(ProcessProbe.look(job(JobState.RUNNING), spec, root)).isNull();
    }

    private static Job job(JobState state) {
        return new JobFold(new JobKey(TASK, new JobId("9c41"))).state(state).snapshot();
    }

    private static ProcessSpec spec(String type, long pid) {
        return new ProcessSpec(UntrustedText.of(type), UntrustedText.of(Long.toString(pid)), JsonValue.Fields.EMPTY);
    }

    private Process start(Path directory, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).start();
        started.add(process);
        return process;
    }
}
