package dev.xpm.client.view;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job on the other end of a dependency.
 *
 * @param name last part of its task, {@code ?} if the run does not know the job
 * @param known whether the run knows it, so that its details can be opened
 */
public record Related(JobId id, UntrustedText name, StateLook look, boolean known) {
    static Related of(JobId id, @Nullable JobEntry entry) {
        if (entry == null) {
            var missing = new JobState(JobPhase.UNKNOWN, null, UntrustedText.of("unknown"));
            return new Related(id, UntrustedText.of("?"), StateLook.of(new DisplayedState(missing, null)), false);
        }
        return new Related(id, UntrustedText.of(entry.key().task().script()), StateLook.of(entry.displayed()), true);
    }

    public UntrustedText shortId() {
        return JobRow.shortId(id.value());
    }
}
