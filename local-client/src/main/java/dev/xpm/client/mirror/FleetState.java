package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What all watched workspaces look like at one moment.
 *
 * @param states in the order in which they were named, at least one
 */
public record FleetState(List<MirrorState> states) {
    public FleetState {
        states = List.copyOf(states);
        if (states.isEmpty()) {
            throw new IllegalArgumentException("nothing is watched");
        }
    }

    /** Whether rows must say where they come from. */
    public boolean isSeveral() {
        return states.size() > 1;
    }

    /** That of a workspace; the first for one that is not watched, which has nothing of that name. */
    public MirrorState of(SourceId id) {
        return states.stream()
                .filter(state -> state.id().equals(id))
                .findFirst()
                .orElse(states.get(0));
    }

    public boolean has(SourceId id) {
        return states.stream().anyMatch(state -> state.id().equals(id));
    }

    /** The experiments of all. */
    public Answer<List<Experiment>> experiments() {
        return all(MirrorState::experiments);
    }

    /** The jobs of all that no latest run refers to. */
    public Answer<List<LooseJobs>> loose() {
        return all(state -> state.loose().map(List::of));
    }

    /**
     * What all have. One that cannot be read does not hide the others: it is a failure only where no other has any, and
     * loading only as long as none has answered.
     */
    private <T> Answer<List<T>> all(Function<MirrorState, Answer<List<T>>> part) {
        var all = new ArrayList<T>();
        states.forEach(state -> all.addAll(part.apply(state).orElse(List.of())));
        if (!all.isEmpty()
                || states.stream().allMatch(state -> part.apply(state).isKnown())) {
            return Answer.of(List.copyOf(all));
        }
        for (MirrorState state : states) {
            if (part.apply(state) instanceof Answer.Failed<List<T>> failed) {
                return Answer.failed(
                        isSeveral()
                                ? UntrustedText.of(state.id().name() + ": "
                                        + failed.reason().raw())
                                : failed.reason());
            }
        }
        return Answer.loading();
    }

    /** Whether every workspace has told its experiments, or will not. */
    public boolean isSettled() {
        return states.stream().noneMatch(state -> state.experiments() instanceof Answer.Loading && state.isLive());
    }

    /** {@code host:path}, or how many there are. */
    public UntrustedText display() {
        return isSeveral()
                ? UntrustedText.of(states.size() + " sources")
                : states.get(0).source().display();
    }

    /** Grows with every change. */
    public long version() {
        return states.stream().mapToLong(MirrorState::version).sum();
    }
}
