package dev.xpm.client.view;

/** Where in a face a key has its meaning. The title heads its part of the help screen. */
public enum Place {
    EVERYWHERE("Everywhere"),
    EXPERIMENTS("Experiments"),
    RUNS("Runs of an experiment"),
    JOBS("Jobs"),
    JOB("Job"),
    LOG("Log"),
    SERVICES("Services"),
    ORPHANS("Stray jobs and orphans"),
    WARNINGS("Warnings"),
    OUTPUT("Output"),
    HELP("Help");

    private final String title;

    Place(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
