package dev.xpm.client.web.guard;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the web face listens and who may come in. Source: interfaces.md 2 and 4.3.
 *
 * @param host address to bind; {@link #LOOPBACK} unless the user wants otherwise
 * @param port 0 for any free one
 * @param token of the login link: never empty, it cannot be switched off
 * @param names by which browsers may call this machine besides the loopback names and {@code host}
 */
public record WebOptions(String host, int port, String token, List<String> names) {
    public static final String LOOPBACK = "127.0.0.1";

    private static final SecureRandom RANDOM = new SecureRandom();

    public WebOptions {
        names = List.copyOf(names);
        if (token.isEmpty()) {
            throw new IllegalArgumentException("a token is needed");
        }
    }

    /**
     * Options from settings and command line.
     *
     * @param host null or {@code localhost} for loopback
     * @param token null for a new one
     */
    public static WebOptions of(@Nullable String host, int port, @Nullable String token) {
        String bound = host == null || host.isEmpty() || host.equals("localhost") ? LOOPBACK : host;
        return new WebOptions(bound, port, token == null || token.isEmpty() ? random() : token, List.of());
    }

    /** Whether only programs of this machine can connect. */
    public boolean isLoopback() {
        return host.equals("::1") || host.startsWith("127.");
    }

    /** 128 bits that nobody guesses, as text for an address or a cookie. */
    public static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Never shows the token: records of settings end up in logs. */
    @Override
    public String toString() {
        return "WebOptions[host=" + host + ", port=" + port + "]";
    }
}
