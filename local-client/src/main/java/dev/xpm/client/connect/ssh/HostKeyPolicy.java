package dev.xpm.client.connect.ssh;

import java.util.Locale;

/** What the user wants done about host keys: the setting StrictHostKeyChecking. */
enum HostKeyPolicy {
    /** Unknown keys are refused. */
    STRICT,
    /** Unknown keys are shown, and the user decides. */
    ASK,
    /** Unknown keys are accepted and kept. */
    ACCEPT_NEW,
    /** Unknown and changed keys are accepted; no password is sent to a host whose key has changed. */
    OFF;

    static HostKeyPolicy of(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> STRICT;
            case "accept-new" -> ACCEPT_NEW;
            case "no", "off", "false" -> OFF;
            default -> ASK;
        };
    }
}
