package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.config.ConfigValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The words that start the ssh program. Of an option it keeps the first value, so what must hold stands first. */
final class MasterCommand {
    /** The promise of assurance.md 2.5, unless the user set other values. */
    private static final int ALIVE_SECONDS = 5;

    private static final int ALIVE_COUNT = 3;

    /** Debian's ssh sets this interval by itself in batch mode; it is not the user's wish. */
    private static final int DEBIAN_BATCH_ALIVE = 300;

    private MasterCommand() {}

    /**
     * For the connection.
     *
     * @param effective what the configuration says, so that only what it leaves open is filled in
     * @param asks false if nobody can be asked
     */
    static List<String> connection(
            Destination.Ssh destination, ConfigValues effective, Duration limit, Path socket, boolean asks) {
        var words = new ArrayList<>(List.of("ssh", "-M", "-N", "-S", socket.toString()));
        // No terminal, no agent, no X11, no forwarding that the configuration may have for other uses.
        words.addAll(List.of("-T", "-a", "-x", "-e", "none", "-o", "ClearAllForwardings=yes"));
        words.addAll(List.of("-o", "ControlPersist=no", "-o", "RemoteCommand=none"));
        if (!asks) {
            words.addAll(List.of("-o", "BatchMode=yes"));
        }
        words.addAll(destination.options().words());
        if (effective.number("connecttimeout", 0) == 0) {
            words.addAll(List.of("-o", "ConnectTimeout=" + Math.max(1, limit.toSeconds())));
        }
        int alive = effective.number("serveraliveinterval", 0);
        if (alive == 0 || (alive == DEBIAN_BATCH_ALIVE && effective.isYes("batchmode", false))) {
            words.addAll(List.of("-o", "ServerAliveInterval=" + ALIVE_SECONDS));
            words.addAll(List.of("-o", "ServerAliveCountMax=" + ALIVE_COUNT));
        }
        // Without it, a host that begins with a dash would be an option; the type of the host forbids that as well.
        words.addAll(List.of("--", destination.host().text()));
        return words;
    }

    /**
     * For a command over the connection. No configuration is read for it; and where the connection is gone, ssh would
     * make another one and ask for the password again, so that way is blocked.
     */
    static List<String> command(Destination.Ssh destination, Path socket, String line) {
        return overMaster(destination, socket, List.of("-T"), List.of(line));
    }

    /** For a connection to an address that the host reaches; verbose, because only then it says that it has succeeded. */
    static List<String> stream(Destination.Ssh destination, Path socket, RemoteAddress to) {
        return overMaster(destination, socket, List.of("-v", "-T", "-W", to.toString()), List.of());
    }

    private static List<String> overMaster(
            Destination.Ssh destination, Path socket, List<String> options, List<String> command) {
        var words = new ArrayList<>(List.of("ssh", "-F", "none", "-S", socket.toString(), "-a", "-x", "-e", "none"));
        words.addAll(List.of("-o", "ControlMaster=no", "-o", "ProxyCommand=false"));
        words.addAll(options);
        words.addAll(List.of("--", destination.host().text()));
        words.addAll(command);
        return words;
    }
}
