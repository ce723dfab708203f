package dev.xpm.client.tui;

import dev.xpm.client.connect.PromptDesk;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import org.jspecify.annotations.Nullable;

/** The question of a host that is shown, such as one for a password: one at a time. */
final class HostQuestions {
    private final Fleet fleet;
    private @Nullable PromptDialog shown;

    HostQuestions(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Takes the question of the first workspace that has one: the others wait for their turn. */
    void take(FleetState state) {
        MirrorState asking = state.states().stream()
                .filter(one -> one.question() != null)
                .findFirst()
                .orElse(null);
        PromptDesk.Asked asked = asking == null ? null : asking.question();
        PromptDialog old = shown;
        if (old != null && old.isFor(asked)) {
            return;
        }
        if (old != null) {
            old.wipe();
            shown = null;
        }
        if (asking != null && asked != null) {
            shown = new PromptDialog(fleet.of(asking.id()).prompts(), asked);
        }
    }

    @Nullable
    PromptDialog shown() {
        return shown;
    }

    /** It is answered or refused. */
    void close() {
        shown = null;
    }
}
