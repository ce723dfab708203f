package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ending the processes of jobs: workspace-format.md 6.2, assurance.md K1 to K3. */
class KillJobTest {
    private static final JobKey JOB = TestWorkspace.job(ChangedWorkspace.TASK, "abcd");

    @TempDir
    Path temporary;

    private ChangedWorkspace workspace;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new ChangedWorkspace(temporary.toRealPath());
        workspace.files.jobStatus(ChangedWorkspace.TASK, "abcd", "running", "");
        workspace.run("kills", ChangedWorkspace.RUN, JOB);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("P20")
    @Tag("W14")
    void endsTheProcessOfARunningLocalJob() throws Exception {
        Process process = start(workspace.tree.job(JOB));
        record("local", Long.toString(process.pid()), "");
        assertThat(workspace.changes().kill(JOB).success()).isTrue();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(Files.readString(workspace.auditFile)).contains("\"action\": \"kill\"", "demo.train/abcd");
    }

    @Test
    @Tag("A-K1")
    void refusesANumberThatAnotherProcessHasNow() throws Exception {
        for (int reuse = 0; reuse < 200; reuse++) {
            Process process = start(workspace.outside);
            record("local", Long.toString(process.pid()), "");
            Outcome outcome = workspace.changes().kill(JOB);
            assertThat(outcome.message())
                    .isEqualTo("Failed to kill process: process " + process.pid() + " is not that of the job");
            assertThat(process.isAlive()).isTrue();
            process.destroyForcibly();
        }
    }

    @Test
    @Tag("A-K1")
    void refusesAProcessThatStartedAfterTheJobDid() throws Exception {
        Process process = start(workspace.tree.job(JOB));
        Path file = record("local", Long.toString(process.pid()), "");
        workspace.files.touch(file, Instant.now().minusSeconds(60));
        assertThat(workspace.changes().kill(JOB).message()).endsWith("started after the job did");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    @Tag("A-K1")
    void refusesAJobThatWasLaunchedOnAnotherHost() throws Exception {
        workspace.files.run(
                "kills",
                ChangedWorkspace.RUN,
                "{\"status\": \"running\", \"hostname\": \"elsewhere\", \"version\": 1}");
        Process process = start(workspace.tree.job(JOB));
        record("local", Long.toString(process.pid()), "");
        assertThat(workspace.changes().kill(JOB).message())
                .startsWith("Failed to kill process: the job was not launched on this host");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    @Tag("A-K2")
    void aProcessThatHasEndedIsNoHarm() throws Exception {
        Process process = start(workspace.tree.job(JOB));
        process.destroyForcibly().waitFor();
        record("local", Long.toString(process.pid()), "");
        for (int again = 0; again < 2; again++) {
            assertThat(workspace.changes().kill(JOB)).isEqualTo(Outcome.refused("No process found for job", null));
        }
    }

    /**
     * A process namespace of its own lets the very number be used again, which needs root. Where that is not to be had, the
     * numbers above are those of other processes all the same.
     */
    @Test
    @Tag("A-K1")
    void refusesTwoHundredNumbersThatWereUsedAgain() throws Exception {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        boolean isRequired = Boolean.getBoolean("xpm.required") || "true".equals(System.getenv("CI"));
        assumeThat(isRoot || isRequired).as("root, for a process namespace").isTrue();
        Process namespace = new ProcessBuilder(List.of(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "--kill-child",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReusedNumbers.class.getName(),
                        temporary.toRealPath().resolve("namespace").toString(),
                        "200"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(namespace);
        String said = new String(namespace.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo("used again 200, refused 200, alive 200, the right one killed\n");
    }

    /** Jobs that end by themselves at about the moment of the signal. */
    @Test
    @Tag("A-K2")
    void aProcessThatEndsBetweenTheLookAndTheSignalIsNoHarm() throws Exception {
        Process witness = start(workspace.outside);
        int signalled = 0;
        int gone = 0;
        for (int time = 0; time < 200; time++) {
            Process process = new ProcessBuilder("cat")
                    .directory(workspace.tree.job(JOB).toFile())
                    .start();
            started.add(process);
            record("local", Long.toString(process.pid()), "");
            var ending = new Thread(() -> endInput(process), "ending");
            ending.start();
            Outcome outcome = workspace.changes().kill(JOB);
            ending.join();
            assertThat(outcome.success() || outcome.message().equals("No process found for job"))
                    .as(outcome.message())
                    .isTrue();
            signalled += outcome.success() ? 1 : 0;
            gone += outcome.success() ? 0 : 1;
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(signalled + gone).isEqualTo(200);
        assertThat(gone).as("processes that were quicker than the signal").isPositive();
        assertThat(witness.isAlive()).isTrue();
    }

    private static void endInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It was ended by the signal.
            process.destroy();
        }
    }

    @Test
    void refusesWhatHasNoProcessOrOneThatCannotBeReached() throws Exception {
        assertThat(workspace.changes().kill(ChangedWorkspace.DONE).message()).isEqualTo("No process found for job");
        assertThat(workspace
                        .changes()
                        .kill(TestWorkspace.job(ChangedWorkspace.TASK, "none"))
                        .message())
                .isEqualTo("Job not found");
        record("ssh", "17", "");
        assertThat(workspace.changes().kill(JOB).message()).isEqualTo("No process found for job");
        for (String number : List.of("1", "0", "-1", "-5")) {
            record("local", number, "");
            assertThat(workspace.changes().kill(JOB).success()).isFalse();
        }
    }

    @Test
    @Tag("A-K3")
    void cancelsABatchJobByItsNumberWhereverItRuns() throws Exception {
        Path commands = Files.createDirectory(temporary.toRealPath().resolve("bin"));
        Path told = commands.resolve("told");
        command(commands, "#!/bin/sh\necho \"$@\" >> " + told + "\n");
        record("slurm", "\"12878\"", ", \"options\": [[\"interval\", 60], [\"binpath\", \"" + commands + "\"]]");
        assertThat(workspace.changes().kill(JOB)).isEqualTo(Outcome.done("Cancelled SLURM job 12878"));
        assertThat(told).hasContent("12878");

        command(commands, "#!/bin/sh\nexit 3\n");
        assertThat(workspace.changes().kill(JOB).message())
                .isEqualTo("Failed to kill process: scancel ended with status 3");
        record("slurm", "\"12878; rm x\"", "");
        assertThat(workspace.changes().kill(JOB).message())
                .isEqualTo("Failed to kill process: not the number of a SLURM job");
    }

    /** The record lies in a workspace that others may write to. */
    @Test
    @Tag("A-K3")
    void runsNoCommandThatOthersCanHavePutThere() throws Exception {
        Path commands = Files.createDirectory(temporary.toRealPath().resolve("bin"));
        Path told = commands.resolve("told");
        command(commands, "#!/bin/sh\necho \"$@\" >> " + told + "\n");
        Files.setPosixFilePermissions(commands, PosixFilePermissions.fromString("rwxrwxrwx"));
        record("slurm", "\"12878\"", ", \"options\": [[\"binpath\", \"" + commands + "\"]]");
        workspace.changes().kill(JOB);
        assertThat(told).doesNotExist();
    }

    private static void command(Path directory, String script) throws IOException {
        Path command = directory.resolve("scancel");
        Files.writeString(command, script);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path record(String type, String pid, String more) {
        return workspace.files.write(
                "jobs/demo.train/abcd/train.pid", "{\"type\": \"" + type + "\", \"pid\": " + pid + more + "}");
    }

    private Process start(Path directory) throws IOException {
        Process process =
                new ProcessBuilder("sleep", "600").directory(directory.toFile()).start();
        started.add(process);
        return process;
    }
}
