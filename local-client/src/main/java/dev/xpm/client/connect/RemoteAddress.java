package dev.xpm.client.connect;

import java.util.regex.Pattern;

/**
 * An address as the host sees it: {@code localhost} is the host itself. Its name can be no option, and means nothing to a
 * shell.
 */
public record RemoteAddress(String host, int port) {
    /** A name, or an address with dots or colons. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_:]([A-Za-z0-9._:-]{0,252}[A-Za-z0-9_:.])?");

    private static final int MAX_PORT = 65_535;

    public RemoteAddress {
        if (!isHost(host) || !isPort(port)) {
            throw new IllegalArgumentException("not an address: " + host + " " + port);
        }
    }

    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    public static boolean isPort(int number) {
        return number > 0 && number <= MAX_PORT;
    }

    /** {@code host:port}; an address with colons stands in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
