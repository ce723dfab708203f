package dev.xpm.client.change;

import java.util.List;

/** What came of a change, request by request. */
public record ChangeReport(List<Outcome> outcomes) {
    public ChangeReport {
        outcomes = List.copyOf(outcomes);
    }

    public <T extends Outcome> List<T> all(Class<T> kind) {
        return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether everything was made. */
    public boolean isComplete() {
        return outcomes.stream().allMatch(Outcome.Made.class::isInstance);
    }
}
