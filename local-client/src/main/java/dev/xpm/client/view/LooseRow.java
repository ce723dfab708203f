package dev.xpm.client.view;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.LooseJobs;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of the table of jobs that no latest run refers to. Source: interfaces.md 3.8. */
public record LooseRow(SourceId source, JobRow job, UntrustedText path) {
    /** Which of the two lists. */
    public enum Kind {
        STRAY("Stray"),
        ORPHANS("Orphans");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }

        public List<JobEntry> of(LooseJobs jobs) {
            return this == STRAY ? jobs.stray() : jobs.orphans();
        }

        /** The jobs of a workspace; none while they are not known. */
        public List<JobEntry> of(MirrorState state) {
            return state.loose().map(this::of).orElse(List.of());
        }
    }

    static LooseRow of(MirrorState state, JobEntry entry, Instant now) {
        return new LooseRow(
                state.id(), JobRow.of(entry, state.asOf(now), state.zone()), Paths.job(state.source(), entry.job()));
    }

    public @Nullable LocalStamp started() {
        return job.entry().job().started();
    }

    public @Nullable LocalStamp ended() {
        return job.entry().job().ended();
    }
}
