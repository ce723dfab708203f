package dev.xpm.client.settings;

import org.jspecify.annotations.Nullable;

/** Port numbers as people write them. */
public final class Ports {
    private static final int MAX = 65_535;

    private Ports() {}

    /** The number 0-65535 that the digits stand for; null for anything else, and for a leading zero. */
    public static @Nullable Integer parse(String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,4}")) {
            return null;
        }
        int port = Integer.parseInt(digits);
        return port > MAX ? null : port;
    }
}
