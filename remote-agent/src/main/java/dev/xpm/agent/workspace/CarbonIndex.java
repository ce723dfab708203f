package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.CarbonCodec;
import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of each job emitted, from the workspace's carbon records: in total over the job's last run group,
 * and the latest attempt. Of a file only what was added is read. Source: workspace-format.md 2.8 and 9, W27 and W29.
 *
 * <p>Safe for use by several threads.
 */
final class CarbonIndex {
    private static final Pattern RECORDS = Pattern.compile("measures-(\\d{1,9})\\.jsonl");

    private final Path directory;
    private final Map<Path, Read> read = new HashMap<>();
    private final Map<JobId, Account> accounts = new HashMap<>();

    CarbonIndex(WorkspaceTree tree) {
        directory = tree.carbon();
    }

    /** How far a file was read. */
    private record Read(FileStamp stamp, long offset) {}

    /** The attempts of one job in its last run group. */
    private record Account(String group, int attempts, Carbon total, Carbon latest, String latestEnded) {
        Account plus(Carbon carbon, String ended) {
            boolean isLatest = latestEnded.compareTo(ended) <= 0;
            return new Account(
                    group,
                    attempts + 1,
                    isLatest ? total.plus(carbon) : carbon.plus(total),
                    isLatest ? carbon : latest,
                    isLatest ? ended : latestEnded);
        }
    }

    /** Takes in what was written since the last call. */
    synchronized void refresh() throws IOException {
        List<Path> files = ExperimentDirectory.list(directory);
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : files) {
            Matcher name = RECORDS.matcher(String.valueOf(file.getFileName()));
            FileStamp stamp = name.matches() ? FileStamp.of(file) : null;
            if (stamp != null) {
                stamps.put(file, stamp);
            }
        }
        if (read.entrySet().stream().anyMatch(known -> isAnother(known.getValue(), stamps.get(known.getKey())))) {
            // A record must not count twice, so what came from a file that is gone is not told from the rest.
            read.clear();
            accounts.clear();
        }
        for (Map.Entry<Path, FileStamp> file : stamps.entrySet()) {
            Read before = read.get(file.getKey());
            if (before == null || !before.stamp.equals(file.getValue())) {
                long offset = JsonLines.forEachFrom(
                        file.getKey(),
                        before == null ? 0 : before.offset,
                        line -> take(new Fields(line), CarbonCodec.read(line)));
                read.put(file.getKey(), new Read(file.getValue(), offset));
            }
        }
    }

    private static boolean isAnother(Read before, @Nullable FileStamp now) {
        return now == null || !now.key().equals(before.stamp.key()) || now.size() < before.offset;
    }

    private void take(Fields record, @Nullable Carbon carbon) {
        JobId job = JobId.orNull(record.string("job_id"));
        String ended = record.string("ended_at");
        if (job == null || carbon == null || ended == null) {
            return;
        }
        String group = record.textOrEmpty("run_group_id").raw();
        Carbon attempt = asFinal(carbon);
        Account before = accounts.get(job);
        if (before != null && before.group.equals(group)) {
            accounts.put(job, before.plus(attempt, ended));
        } else if (before == null || before.latestEnded.compareTo(ended) <= 0) {
            accounts.put(job, new Account(group, 1, attempt, attempt, ended));
        }
    }

    /** A record is written when an attempt has ended, and does not say so itself. */
    private static Carbon asFinal(Carbon carbon) {
        return new Carbon(
                carbon.co2Kg(),
                carbon.energyKwh(),
                carbon.cpuPowerW(),
                carbon.gpuPowerW(),
                carbon.ramPowerW(),
                carbon.durationS(),
                carbon.region(),
                true,
                carbon.written());
    }

    /**
     * The job with its emissions in total and of the latest attempt. An attempt that still goes on has no record: then
     * what the job says of itself is the total, as it adds up its attempts too.
     */
    synchronized Job complete(Job job) {
        Account account = accounts.get(job.key().job());
        Carbon own = job.carbon();
        if (account == null) {
            Carbon previous = job.previousCarbon();
            return own == null || previous == null
                    ? job
                    : new JobFold(job).latestCarbon(own.minus(previous)).snapshot();
        }
        boolean sameGroup =
                job.runGroup() == null || job.runGroup().raw().equals(account.group) || account.group.isEmpty();
        if (own != null && !sameGroup) {
            return job;
        }
        if (own != null && !job.state().phase().isFinished() && own.durationS() > account.total.durationS()) {
            return new JobFold(job)
                    .previousCarbon(job.previousCarbon() == null ? account.total : job.previousCarbon())
                    .latestCarbon(own.minus(account.total))
                    .snapshot();
        }
        var fold = new JobFold(job).carbon(account.total);
        if (account.attempts > 1) {
            fold.latestCarbon(account.latest);
            if (job.previousCarbon() == null) {
                fold.previousCarbon(account.total.minus(account.latest));
            }
        }
        return fold.snapshot();
    }
}
