package dev.xpm.client.settings;

import org.jspecify.annotations.Nullable;

/**
 * The web server of this program. Source: interfaces.md 2.
 *
 * @param port 0 for any free one
 * @param host address to bind, null for loopback
 * @param autohost {@code fqdn} or {@code name}: takes the machine's name for the host
 * @param token of the login link, null for a new one at each start
 */
public record ServerSettings(
        int port,
        @Nullable String host,
        @Nullable String autohost,
        @Nullable String token) {
    public static final int DEFAULT_PORT = 12345;

    public static final ServerSettings DEFAULT = new ServerSettings(DEFAULT_PORT, null, null, null);

    /** Never shows the token: records of settings end up in logs. */
    @Override
    public String toString() {
        return "ServerSettings[port=" + port + ", host=" + host + ", autohost=" + autohost + "]";
    }
}
