package dev.xpm.client.cli;

/** How a workspace is shown. */
enum Face {
    EVENTS,
    TERMINAL,
    WEB;

    /** The event stream wins over any screen. */
    static Face choose(boolean events, boolean terminal) {
        if (events) {
            return EVENTS;
        }
        return terminal ? TERMINAL : WEB;
    }
}
