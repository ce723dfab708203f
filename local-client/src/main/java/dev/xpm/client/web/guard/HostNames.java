package dev.xpm.client.web.guard;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names by which browsers may call us. A foreign name that leads to our address is an attempt to read our pages
 * from another site (DNS rebinding). The port does not matter: a tunnel may change it. Source: assurance.md W2.
 */
final class HostNames {
    private static final Pattern AUTHORITY = Pattern.compile("(?<host>\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::[0-9]{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+\\]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final boolean anyAddress;

    HostNames(WebOptions options) {
        String host = options.host().toLowerCase(Locale.ROOT);
        anyAddress = host.equals("0.0.0.0") || host.equals("::");
        names.add(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        options.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the value of a {@code Host} header names us. */
    boolean isOurs(@Nullable String header) {
        var authority = AUTHORITY.matcher(header == null ? "" : header.toLowerCase(Locale.ROOT));
        if (!authority.matches()) {
            return false;
        }
        String host = authority.group("host");
        return names.contains(host) || (anyAddress && ADDRESS.matcher(host).matches());
    }
}
