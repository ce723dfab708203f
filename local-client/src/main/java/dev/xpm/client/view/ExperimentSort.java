package dev.xpm.client.view;

import dev.xpm.protocol.workspace.LocalStamp;
import java.time.LocalDateTime;
import java.util.Comparator;

/** Orders of the experiments table, each in its first direction. Source: interfaces.md 3.2 and 3.3. */
public enum ExperimentSort {
    STATUS("Status", Comparator.comparingInt(ExperimentRow::category).thenComparing(newest())),
    STARTED("Started", newest()),
    NAME("Name", Comparator.comparing(ExperimentRow::id));

    private final String title;
    private final Comparator<ExperimentRow> order;

    ExperimentSort(String title, Comparator<ExperimentRow> order) {
        this.title = title;
        this.order = order;
    }

    public String title() {
        return title;
    }

    public Comparator<ExperimentRow> comparator(boolean reversed) {
        Comparator<ExperimentRow> directed = reversed ? order.reversed() : order;
        return directed.thenComparing(ExperimentRow::id)
                .thenComparing(row -> row.key().source().name());
    }

    private static Comparator<ExperimentRow> newest() {
        return Comparator.comparing(ExperimentSort::started).reversed();
    }

    private static LocalDateTime started(ExperimentRow row) {
        LocalStamp started = row.experiment().started();
        return started == null ? LocalDateTime.MIN : started.local();
    }
}
