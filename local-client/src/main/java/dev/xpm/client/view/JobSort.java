package dev.xpm.client.view;

import java.util.Comparator;

/** Orders of the jobs table, each in its first direction; what is unknown comes last. Source: interfaces.md 3.2, 3.4. */
public enum JobSort {
    SUBMITTED("Submitted", Comparator.comparing(JobSort::submitted)),
    STATUS("Status", Comparator.comparingInt(row -> row.look().rank())),
    TASK("Task", Comparator.comparing(row -> row.key().task())),
    ID("ID", Comparator.comparing(row -> row.key().job())),
    DURATION("Duration", Comparator.comparing(JobSort::negativeSeconds));

    private final String title;
    private final Comparator<JobRow> order;

    JobSort(String title, Comparator<JobRow> order) {
        this.title = title;
        this.order = order;
    }

    public String title() {
        return title;
    }

    public Comparator<JobRow> comparator(boolean reversed) {
        Comparator<JobRow> directed = reversed ? order.reversed() : order;
        return directed.thenComparing(JobSort::submitted).thenComparing(JobRow::key);
    }

    private static double submitted(JobRow row) {
        Double submitted = row.entry().submitted();
        return submitted == null ? Double.MAX_VALUE : submitted;
    }

    private static long negativeSeconds(JobRow row) {
        Long seconds = row.seconds();
        return seconds == null ? Long.MAX_VALUE : -seconds;
    }
}
