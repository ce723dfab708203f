package dev.xpm.agent.process;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at what a job's process uses. Source: protocol.md 3.4, {@code get_process_info}. */
public final class ProcessProbe {
    /** The period over which the original samples the processor time too. */
    private static final long SAMPLE_MILLIS = 100;

    /** Linux counts processor time in hundredths of a second for all programs, whatever the kernel's own clock. */
    private static final double TICKS_PER_SECOND = 100;

    /** {@code utime} and {@code stime}, counted from the state, which is field 3. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    private ProcessProbe() {}

    /**
     * Samples the process for 0.1 s.
     *
     * @param job which is scheduled or running; otherwise its process is not looked at
     * @return null if the record names no process
     */
    public static @Nullable ProcessInfo look(Job job, ProcessSpec spec, Path directory) {
        if (spec.pid() == null) {
            return null;
        }
        Long pid = localPid(spec);
        if (!job.state().phase().isActive()
                || pid == null
                || ProcessIdentity.isAlive(pid, directory, job.key().task()) != Verdict.YES) {
            return unsampled(job, spec, spec.pid());
        }
        var files = ProcessFiles.of(pid);
        Double load = sampleLoad(files);
        String status = files.status();
        return status == null ? unsampled(job, spec, spec.pid()) : running(spec, load, status);
    }

    /** Of a batch job, which is elsewhere, we know only whether the batch system said that it has it. */
    static ProcessInfo unsampled(Job job, ProcessSpec spec, UntrustedText pid) {
        boolean isListed = SlurmRecord.isSlurm(spec) && job.state().phase().isActive() && job.verified();
        return new ProcessInfo(pid, spec.type(), isListed, null, null, null);
    }

    /** @param status the kernel's text about the process */
    static ProcessInfo running(ProcessSpec spec, @Nullable Double load, String status) {
        Long kilobytes = field(status, "VmRSS:");
        Long threads = field(status, "Threads:");
        return new ProcessInfo(
                Objects.requireNonNull(spec.pid()),
                spec.type(),
                true,
                load,
                kilobytes == null ? null : kilobytes / 1024.0,
                threads == null ? null : threads.intValue());
    }

    static @Nullable Long localPid(ProcessSpec spec) {
        if (spec.pid() == null || !spec.type().raw().equals("local")) {
            return null;
        }
        String digits = spec.pid().raw();
        return digits.matches("[1-9]\\d{0,8}") ? Long.valueOf(digits) : null;
    }

    /** Percent of one core, with one decimal. */
    private static @Nullable Double sampleLoad(ProcessFiles files) {
        long start = System.nanoTime();
        Long before = processorTicks(files);
        if (!pause()) {
            return null;
        }
        Long after = processorTicks(files);
        double seconds = (System.nanoTime() - start) / 1e9;
        return before == null || after == null ? null : percent(after - before, seconds);
    }

    /** Waits for the period of a sample; returns whether it was not disturbed. */
    static boolean pause() {
        var later = CompletableFuture.delayedExecutor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        try {
            CompletableFuture.runAsync(() -> {}, later).get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    static double percent(long ticks, double seconds) {
        return Math.round(ticks / TICKS_PER_SECOND / seconds * 1000) / 10.0;
    }

    static @Nullable Long processorTicks(ProcessFiles files) {
        List<String> stat = files.stat();
        return stat == null || stat.size() <= SYSTEM_TIME
                ? null
                : Long.parseLong(stat.get(USER_TIME)) + Long.parseLong(stat.get(SYSTEM_TIME));
    }

    static @Nullable Long field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).trim().split("\\s+", -1)[0])
                .filter(digits -> digits.matches("\\d+"))
                .map(Long::valueOf)
                .findFirst()
                .orElse(null);
    }
}
