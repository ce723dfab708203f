package dev.xpm.client.cli;

import dev.xpm.client.settings.ServerSettings;
import dev.xpm.client.web.guard.WebOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where the web page is served. Source: interfaces.md 2. */
final class WebChoice {
    private WebChoice() {}

    /** @param port of the command line, null if it names none */
    static WebOptions of(ServerSettings settings, @Nullable Integer port) {
        return WebOptions.of(host(settings), port == null ? settings.port() : port, settings.token());
    }

    private static @Nullable String host(ServerSettings settings) {
        String wanted = settings.autohost();
        if (wanted == null) {
            return settings.host();
        }
        try {
            InetAddress machine = InetAddress.getLocalHost();
            return wanted.equals("fqdn") ? machine.getCanonicalHostName() : machine.getHostName();
        } catch (UnknownHostException e) {
            return settings.host();
        }
    }
}
