package dev.xpm.agent.process;

import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.ProcessSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the processes of many jobs and at those that they started, all over the same tenth of a second. Source:
 * protocol.md 7.5, {@code x/processes}.
 */
public final class ProcessSampler {
    /** A job with more has them listed in part. */
    private static final int MAX_CHILDREN = 64;

    private ProcessSampler() {}

    /** A job and the record of its process, which is looked at if the job is scheduled or running. */
    public record Asked(Job job, ProcessSpec spec, Path directory) {
        private JobKey key() {
            return job.key();
        }
    }

    /** One item for each job whose record names a process, in the order asked for. */
    public static List<JobProcess> sample(List<Asked> asked) {
        var alive = new LinkedHashMap<Asked, Long>();
        for (Asked job : asked) {
            Long pid = ProcessProbe.localPid(job.spec());
            if (job.job().state().phase().isActive()
                    && pid != null
                    && ProcessIdentity.isAlive(pid, job.directory(), job.key().task()) == Verdict.YES) {
                alive.put(job, pid);
            }
        }
        Map<Long, List<Long>> tree = alive.isEmpty() ? Map.of() : childrenOfAll();
        var before = new HashMap<Long, Long>();
        alive.values().forEach(pid -> family(pid, tree).forEach(member -> note(before, member)));
        long start = System.nanoTime();
        if (!alive.isEmpty()) {
            ProcessProbe.pause();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var items = new ArrayList<JobProcess>();
        for (Asked job : asked) {
            Long pid = alive.get(job);
            if (pid != null) {
                items.add(running(job, pid, tree, before, seconds));
            } else if (job.spec().pid() != null) {
                items.add(new JobProcess(job.key(), idle(job), List.of()));
            }
        }
        return items;
    }

    private static ProcessInfo idle(Asked job) {
        return ProcessProbe.unsampled(
                job.job(), job.spec(), Objects.requireNonNull(job.spec().pid()));
    }

    private static JobProcess running(
            Asked job, long pid, Map<Long, List<Long>> tree, Map<Long, Long> before, double seconds) {
        var children = new ArrayList<JobProcess.Child>();
        for (long member : family(pid, tree)) {
            String status = member == pid ? null : ProcessFiles.of(member).status();
            Long kilobytes = status == null ? null : ProcessProbe.field(status, "VmRSS:");
            if (status != null) {
                Double load = load(member, before, seconds);
                children.add(new JobProcess.Child(
                        member, load == null ? 0 : load, kilobytes == null ? 0 : kilobytes / 1024.0));
            }
        }
        String status = ProcessFiles.of(pid).status();
        if (status == null) {
            return new JobProcess(job.key(), idle(job), children);
        }
        ProcessInfo info = ProcessProbe.running(job.spec(), load(pid, before, seconds), status);
        return new JobProcess(job.key(), info, children);
    }

    private static void note(Map<Long, Long> ticks, long pid) {
        Long now = ProcessProbe.processorTicks(ProcessFiles.of(pid));
        if (now != null) {
            ticks.put(pid, now);
        }
    }

    private static @Nullable Double load(long pid, Map<Long, Long> before, double seconds) {
        Long first = before.get(pid);
        Long now = ProcessProbe.processorTicks(ProcessFiles.of(pid));
        return first == null || now == null ? null : ProcessProbe.percent(now - first, seconds);
    }

    /** The process and all that it started, itself first. */
    private static List<Long> family(long pid, Map<Long, List<Long>> tree) {
        var family = new ArrayList<Long>();
        var next = new ArrayDeque<Long>(List.of(pid));
        while (!next.isEmpty() && family.size() <= MAX_CHILDREN) {
            long member = next.remove();
            family.add(member);
            next.addAll(tree.getOrDefault(member, List.of()));
        }
        return family;
    }

    /** Read once for all jobs: the kernel tells of each process only who started it. */
    private static Map<Long, List<Long>> childrenOfAll() {
        var children = new HashMap<Long, List<Long>>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(ProcessFiles.PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                List<String> stat = ProcessFiles.of(pid).stat();
                if (stat != null && stat.size() > 1) {
                    children.computeIfAbsent(Long.valueOf(stat.get(1)), any -> new ArrayList<>())
                            .add(pid);
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return children;
        }
        return children;
    }
}
