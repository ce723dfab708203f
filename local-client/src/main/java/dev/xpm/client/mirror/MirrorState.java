package dev.xpm.client.mirror;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PromptDesk;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Warning;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a face can show, frozen at one moment.
 *
 * @param version grows with every change
 * @param experiments current runs, newest first
 * @param tables the runs whose jobs were asked for
 * @param runs the histories that were asked for, newest first
 * @param loose jobs that no latest run refers to, once they were asked for
 * @param output lines that the remote side wrote, oldest first, bounded
 * @param readOnly whether nothing may be changed, by the wish of the user or of the peer
 * @param zone in which the host writes its local times
 * @param question what somebody who connects wants to know from the user
 * @param comeback what happened during the last time without a connection; null if there was none
 * @param older what the agent cannot do yet; null if there is nothing to say
 */
public record MirrorState(
        long version,
        Source source,
        Link link,
        Answer<List<Experiment>> experiments,
        Map<RunKey, Answer<JobTable>> tables,
        Map<ExperimentId, Answer<List<Experiment>>> runs,
        Answer<LooseJobs> loose,
        List<Warning> warnings,
        List<UntrustedText> output,
        boolean readOnly,
        ZoneId zone,
        PromptDesk.@Nullable Asked question,
        @Nullable Comeback comeback,
        @Nullable OlderAgent older) {
    public MirrorState {
        tables = Map.copyOf(tables);
        runs = Map.copyOf(runs);
        warnings = List.copyOf(warnings);
        output = List.copyOf(output);
    }

    /** The current run of an experiment, null if it is not known. */
    public @Nullable Experiment experiment(ExperimentId id) {
        return experiments.orElse(List.of()).stream()
                .filter(experiment -> experiment.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    public SourceId id() {
        return source.id();
    }

    /** The key of an experiment's current run. */
    public RunKey key(ExperimentId id) {
        return RunKey.current(source.id(), id);
    }

    /** The jobs of a run; loading if they were never asked for. */
    public Answer<JobTable> table(RunKey key) {
        return tables.getOrDefault(key, Answer.loading());
    }

    /**
     * The moment of which the state tells: now, or when the connection was lost. What ran then is not seen to run on.
     */
    public Instant asOf(Instant now) {
        return link instanceof Link.Lost lost && lost.since().isBefore(now) ? lost.since() : now;
    }

    public boolean isLive() {
        return link instanceof Link.Live;
    }
}
