package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.CarbonCodec;
import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The latest carbon record of each job. A file of records is read again only when it has grown. Source:
 * workspace-format.md 2.8.
 *
 * <p>Safe for use by several threads.
 */
final class CarbonIndex {
    private static final Pattern RECORDS = Pattern.compile("measures-(\\d{1,9})\\.jsonl");

    private final Path directory;
    private final Map<Path, FileStamp> read = new HashMap<>();
    private final Map<JobId, Latest> latest = new HashMap<>();

    CarbonIndex(WorkspaceTree tree) {
        directory = tree.carbon();
    }

    private record Latest(String ended, Carbon carbon) {}

    /** Takes in what was written since the last call. */
    synchronized void refresh() throws IOException {
        for (Path file : ExperimentDirectory.list(directory)) {
            Matcher name = RECORDS.matcher(String.valueOf(file.getFileName()));
            FileStamp stamp = name.matches() ? FileStamp.of(file) : null;
            if (stamp != null && !stamp.equals(read.get(file))) {
                JsonLines.forEach(file, line -> take(new Fields(line), CarbonCodec.read(line)));
                read.put(file, stamp);
            }
        }
    }

    private void take(Fields record, @Nullable Carbon carbon) {
        JobId job = JobId.orNull(record.string("job_id"));
        String ended = record.string("ended_at");
        if (job == null || carbon == null || ended == null) {
            return;
        }
        Latest before = latest.get(job);
        if (before == null || before.ended.compareTo(ended) <= 0) {
            latest.put(job, new Latest(ended, asFinal(carbon)));
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

    synchronized @Nullable Carbon of(JobId job) {
        Latest record = latest.get(job);
        return record == null ? null : record.carbon;
    }
}
