package dev.xpm.client.cli;

/** When to use colours. Source: interfaces.md 1.1 and 1.8. */
enum ColorChoice {
    AUTO,
    ALWAYS,
    NEVER;

    boolean onStandardError(Terminal terminal) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                terminal.errIsTerminal()
                        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty()
                        && !terminal.environment().getOrDefault("TERM", "").equals("dumb");
        };
    }
}
