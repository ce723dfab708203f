package dev.xpm.client.tui;

/** The tabs that have content. Their numbers leave room for those to come. Source: interfaces.md 3.1. */
enum Tab {
    MONITOR('1', "Monitor", "Monitor"),
    SERVICES('2', "Services", "Svc"),
    ORPHANS('3', "Orphans", "Orph"),
    WARNINGS('7', "Warnings", "Warn"),
    OUTPUT('8', "Output", "Out");

    private final char key;
    private final String title;
    private final String shortTitle;

    Tab(char key, String title, String shortTitle) {
        this.key = key;
        this.title = title;
        this.shortTitle = shortTitle;
    }

    char key() {
        return key;
    }

    String title() {
        return title;
    }

    String shortTitle() {
        return shortTitle;
    }
}
