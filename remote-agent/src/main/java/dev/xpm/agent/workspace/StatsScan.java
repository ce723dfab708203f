package dev.xpm.agent.workspace;

import dev.xpm.protocol.endpoint.CancelToken;
import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a workspace holds, for a bounded time. Source: protocol.md 7.5. */
final class StatsScan {
    private final WorkspaceReader reader;
    private final WorkspaceQueries queries;
    private final CancelToken token = CancelToken.current();
    private final long deadline;
    private boolean partial;

    StatsScan(WorkspaceReader reader, WorkspaceQueries queries, Duration limit) {
        this.reader = reader;
        this.queries = queries;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    WorkspaceStats count(boolean disk) throws IOException, RpcException {
        List<ExperimentId> experiments = reader.directory.experiments();
        int runs = 0;
        for (ExperimentId experiment : experiments) {
            runs += reader.directory.runs(experiment).size();
        }
        int eventFiles = files(EventFiles.ofExperiments(reader.tree)) + files(EventFiles.ofJobs(reader.tree));
        int orphans = new OrphanScan(reader).orphans().size();
        var states = new TreeMap<String, Integer>();
        for (Job job : queries.allJobs(null, null, null).items()) {
            states.merge(
                    DisplayedState.of(job.scheduler(), job.state())
                            .state()
                            .phase()
                            .wireName(),
                    1,
                    Integer::sum);
            if (isOver()) {
                break;
            }
        }
        token.check();
        Map<ExperimentId, Long> sizes = disk ? sizes(experiments) : null;
        token.check();
        return new WorkspaceStats(experiments.size(), runs, states, orphans, eventFiles, sizes, partial);
    }

    private boolean isOver() {
        partial |= System.nanoTime() - deadline >= 0;
        return partial || token.isCancelled();
    }

    private static int files(EventFiles files) {
        return files.byOwner().values().stream().mapToInt(Map::size).sum();
    }

    /** A job of several experiments counts for each. */
    private @Nullable Map<ExperimentId, Long> sizes(List<ExperimentId> experiments) throws IOException {
        var sizes = new LinkedHashMap<ExperimentId, Long>();
        var look = reader.new Look();
        for (ExperimentId experiment : experiments) {
            if (isOver()) {
                break;
            }
            long size = size(reader.tree.experiment(experiment));
            for (var info :
                    queries.currentRun(look, experiment).experiment().jobs().values()) {
                JobKey key = info.key();
                size += isOver() ? 0 : size(reader.tree.job(key));
            }
            sizes.put(experiment, size);
        }
        return sizes;
    }

    private long size(Path directory) throws IOException {
        var sum = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return isOver() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
