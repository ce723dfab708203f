package dev.xpm.client.view;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.QueuePlace;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of one job of a run. Source: interfaces.md 3.5.
 *
 * @param scheduler the experiment's view where it differs from what is displayed, else null
 * @param path directory on the host, {@code -} if the peer did not say
 * @param submitted with seconds, like the other times
 * @param duration with {@code (running)} while it does
 * @param exit exit code, or {@code -}
 * @param process one line, such as {@code pid 48120 · slurm · CPU 312.0% · 14.2GB · 41 threads}
 * @param carbon one line, such as {@code 188.0g CO2 · 3.31kWh · CPU 61.0W · FRA · live}
 */
public record JobDetail(
        JobRow row,
        @Nullable StateLook scheduler,
        UntrustedText path,
        String submitted,
        String started,
        String ended,
        String duration,
        String exit,
        int retries,
        boolean resumable,
        UntrustedText process,
        UntrustedText carbon,
        List<Tag> tags,
        List<Related> dependsOn,
        List<Related> neededBy,
        List<Bar> progress) {
    private static final String BETWEEN = " · ";

    /**
     * The details of a job as they stand now.
     *
     * @param process the newest look at its process, null if there was none yet
     * @return null if the run does not know the job
     */
    public static @Nullable JobDetail of(
            JobTable table, JobId id, @Nullable ProcessInfo process, Instant now, ZoneId zone) {
        Map<JobId, JobEntry> byId = table.byId();
        JobEntry entry = byId.get(id);
        if (entry == null) {
            return null;
        }
        JobRow row = JobRow.of(entry, now, zone);
        Job job = entry.job();
        UntrustedText path = job.path();
        return new JobDetail(
                row,
                scheduler(entry),
                path == null || path.isEmpty() ? UntrustedText.of(Texts.UNKNOWN) : path,
                Texts.stampWithSeconds(row.submitted()),
                Texts.stampWithSeconds(job.started()),
                Texts.stampWithSeconds(job.ended()),
                row.duration() + (row.isRunning() ? " (running)" : ""),
                job.exitCode() == null ? Texts.UNKNOWN : String.valueOf(job.exitCode()),
                job.retryCount(),
                job.resumable(),
                process(job, process),
                carbon(job.carbon(), job.latestCarbon()),
                row.tagList(),
                entry.dependsOn().stream()
                        .map(other -> Related.of(other, byId.get(other)))
                        .toList(),
                table.jobs().stream()
                        .filter(other -> other.dependsOn().contains(id))
                        .map(other -> Related.of(other.key().job(), other))
                        .toList(),
                Bar.listOf(job.progress()));
    }

    private static @Nullable StateLook scheduler(JobEntry entry) {
        JobState state = entry.job().scheduler();
        if (state == null || state.phase().isUnscheduled()) {
            return null;
        }
        return state.phase() == entry.displayed().state().phase() ? null : StateLook.of(state);
    }

    private static UntrustedText process(Job job, @Nullable ProcessInfo look) {
        ProcessSpec spec = job.process();
        if (look == null) {
            if (spec == null) {
                return UntrustedText.of("no process info");
            }
            UntrustedText pid = spec.pid();
            return UntrustedText.of((pid == null ? "" : "pid " + pid.raw() + BETWEEN)
                    + spec.type().raw()
                    + (job.queue() == null ? "" : BETWEEN + waits(job.queue()))
                    + (job.state().phase().isFinished() ? BETWEEN + "process completed" : ""));
        }
        var parts = new ArrayList<String>();
        parts.add("pid " + look.pid().raw());
        parts.add(look.type().raw());
        if (job.queue() != null) {
            parts.add(waits(job.queue()));
        } else if (!look.running()) {
            parts.add("process completed");
        }
        if (look.cpuPercent() != null) {
            parts.add(String.format(Locale.ROOT, "CPU %.1f%%", look.cpuPercent()));
        }
        if (look.memoryMb() != null) {
            parts.add(Texts.size((long) (look.memoryMb() * (1 << 20))));
        }
        if (look.threads() != null) {
            parts.add(look.threads() + (look.threads() == 1 ? " thread" : " threads"));
        }
        return UntrustedText.of(String.join(BETWEEN, parts));
    }

    private static String waits(QueuePlace queue) {
        String why = "queued: " + queue.reason().raw();
        return queue.position() == null ? why : why + ", place " + queue.position() + " in its partition";
    }

    private static UntrustedText carbon(@Nullable Carbon carbon, @Nullable Carbon latest) {
        if (carbon == null) {
            return UntrustedText.of("no carbon data");
        }
        var parts = new ArrayList<String>();
        parts.add(Texts.co2(carbon.co2Kg()) + " CO2");
        parts.add(Texts.energy(carbon.energyKwh()));
        String power =
                power("CPU", carbon.cpuPowerW()) + power("GPU", carbon.gpuPowerW()) + power("RAM", carbon.ramPowerW());
        if (!power.isEmpty()) {
            parts.add(power.strip());
        }
        if (!carbon.region().isEmpty()) {
            parts.add(carbon.region().raw());
        }
        parts.add(carbon.isFinal() ? "final" : "live");
        if (latest != null) {
            parts.add("latest attempt " + Texts.co2(latest.co2Kg()) + " CO2");
        }
        return UntrustedText.of(String.join(BETWEEN, parts));
    }

    private static String power(String of, double watts) {
        return watts > 0 ? " " + of + " " + Texts.power(watts) : "";
    }
}
