package dev.xpm.client.view;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;

/**
 * A line that a remote side printed. Source: interfaces.md 3.10.
 *
 * @param source name of the workspace, empty where only one is watched
 */
public record OutputLine(UntrustedText source, UntrustedText text) {
    /** All that was printed, one workspace after the other. */
    public static List<OutputLine> of(FleetState fleet) {
        return fleet.states().stream()
                .flatMap(state -> state.output().stream()
                        .map(line -> new OutputLine(state.id().display(), line)))
                .toList();
    }
}
