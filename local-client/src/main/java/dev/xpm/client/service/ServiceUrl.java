package dev.xpm.client.service;

import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.protocol.text.UntrustedText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a service serves, as far as we go there: a scheme that browsers show, a host, a port and the rest, in ASCII letters
 * that neither a terminal nor a page takes for anything else. Who logs in ({@code user@}) is left out.
 *
 * @param scheme {@code http} or {@code https}
 * @param rest path, query and fragment, percent-encoded; empty or beginning with {@code /}, {@code ?} or {@code #}
 */
public record ServiceUrl(String scheme, String host, int port, String rest) {
    /** A browser's own limit is of that size. */
    private static final int MAX_LENGTH = 2_000;

    /** Every address of a machine, in the words of a program that listens. */
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "*");

    public ServiceUrl {
        if (!RemoteAddress.isHost(host) || !RemoteAddress.isPort(port)) {
            throw new IllegalArgumentException("not an address: " + host + " " + port);
        }
    }

    /** Reads what the host says; null for what is no address that a browser could show. */
    public static @Nullable ServiceUrl parse(UntrustedText text) {
        // Half of a surrogate pair, as names that are not UTF-8 have, is more than URI can bear.
        boolean isText = StandardCharsets.UTF_8.newEncoder().canEncode(text.raw());
        if (!isText || text.raw().length() > MAX_LENGTH) {
            return null;
        }
        URI uri;
        try {
            uri = new URI(new URI(text.raw().strip()).toASCIIString());
        } catch (URISyntaxException e) {
            return null;
        }
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        if (!(scheme.equals("http") || scheme.equals("https")) || host == null) {
            return null;
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (!RemoteAddress.isHost(bare) || !RemoteAddress.isPort(port)) {
            return null;
        }
        return new ServiceUrl(
                scheme,
                bare.toLowerCase(Locale.ROOT),
                port,
                Objects.requireNonNullElse(uri.getRawPath(), "")
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                        + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment()));
    }

    /** Whether it names the machine that it is read on, whichever that is. */
    boolean isOwn() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || ANY.contains(host);
    }

    /** The same content at another place. */
    public ServiceUrl at(String otherHost, int otherPort) {
        return new ServiceUrl(scheme, otherHost, otherPort, rest);
    }

    /** The whole address, for a browser. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + shown + ":" + port + (rest.isEmpty() ? "/" : rest);
    }
}
