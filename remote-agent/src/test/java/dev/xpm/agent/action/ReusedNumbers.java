package dev.xpm.agent.action;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Runs in a process namespace of its own, where it can choose the number of the next process: lets a job die, gives its
 * number to another process, and asks for the job to be killed. Writes one line: how many numbers were used again, how
 * many of the processes were refused, and how many of them lived on.
 */
final class ReusedNumbers {
    private static final Path LAST_NUMBER = Path.of("/proc/sys/kernel/ns_last_pid");
    private static final JobKey JOB = TestWorkspace.job(ChangedWorkspace.TASK, "abcd");

    private final ChangedWorkspace workspace;
    private int refused;
    private int alive;

    private ReusedNumbers(Path directory) throws IOException {
        workspace = new ChangedWorkspace(directory);
        workspace.files.jobStatus(ChangedWorkspace.TASK, "abcd", "running", "");
        workspace.run("kills", ChangedWorkspace.RUN, JOB);
    }

    public static void main(String[] arguments) throws Exception {
        int times = Integer.parseInt(arguments[1]);
        var numbers = new ReusedNumbers(Path.of(arguments[0]));
        for (int time = 0; time < times; time++) {
            numbers.use(time);
        }
        boolean isKilled = numbers.killRightOne();
        System.out.println("used again " + times + ", refused " + numbers.refused + ", alive " + numbers.alive
                + ", the right one " + (isKilled ? "killed" : "missed"));
    }

    private void use(int time) throws Exception {
        Process job = sleeping(workspace.tree.job(JOB));
        long number = job.pid();
        record(number, time % 2 == 0 ? Instant.now() : Instant.now().minusSeconds(60));
        job.destroyForcibly().waitFor();
        // By turns a stranger, and a process in the job's own directory that started after the number was written.
        Process other = withNumber(number, time % 2 == 0 ? workspace.outside : workspace.tree.job(JOB));
        try {
            Outcome outcome = workspace.changes().kill(JOB);
            refused += outcome.message().startsWith("Failed to kill process: process " + number) ? 1 : 0;
            alive += isAlive(number) ? 1 : 0;
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** Asked of the kernel: Java may still hold the end of the process that had the number before. */
    private static boolean isAlive(long number) throws IOException {
        Path stat = Path.of("/proc/" + number + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    /** Otherwise refusing everything would pass. */
    private boolean killRightOne() throws Exception {
        Process job = sleeping(workspace.tree.job(JOB));
        record(job.pid(), Instant.now());
        return workspace.changes().kill(JOB).success() && job.waitFor() == 128 + 15;
    }

    private void record(long number, Instant written) throws IOException {
        Path file = workspace.files.write(
                "jobs/demo.train/abcd/train.pid", "{\"type\": \"local\", \"pid\": " + number + "}");
        workspace.files.touch(file, written);
    }

    private static Process sleeping(Path directory) throws IOException {
        return new ProcessBuilder(List.of("sleep", "600"))
                .directory(directory.toFile())
                .start();
    }

    /** A thread of this program may be quicker; then it is tried again. */
    private static Process withNumber(long number, Path directory) throws Exception {
        for (int attempt = 0; attempt < 100; attempt++) {
            Files.writeString(LAST_NUMBER, Long.toString(number - 1));
            Process process = sleeping(directory);
            if (process.pid() == number) {
                return process;
            }
            process.destroyForcibly().waitFor();
        }
        throw new IOException("the number " + number + " could not be used again");
    }
}
