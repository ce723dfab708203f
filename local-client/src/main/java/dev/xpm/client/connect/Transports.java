package dev.xpm.client.connect;

import dev.xpm.client.connect.config.ConfigQuery;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.connect.openssh.OpenSshTransport;
import dev.xpm.client.connect.ssh.BeyondBuiltinException;
import dev.xpm.client.connect.ssh.MinaTransport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.time.Duration;
import java.util.List;

/**
 * The one place that decides which SSH makes a connection: the built-in one, unless it cannot do what the configuration
 * and the options ask, or the user chose. Source: interfaces.md 2, {@code ssh.transport}.
 */
public final class Transports {
    private Transports() {}

    /**
     * Connects and logs in. Blocks, also for the user's answers; an interrupt ends the attempt.
     *
     * @param limit for each network connection and each key exchange, unless the user's configuration sets another
     */
    public static Transport connect(Destination.Ssh destination, Duration limit, Prompter prompter)
            throws MonitorException {
        // Reading the configuration and loading the library each take a moment, at the same time.
        ConfigQuery query = ConfigQuery.start(destination.host(), destination.options());
        if (destination.transport() == TransportChoice.OPENSSH) {
            return OpenSshTransport.connect(destination, query.answer(), limit, prompter);
        }
        MinaTransport builtin = MinaTransport.prepare(destination, limit, prompter);
        boolean open = false;
        try {
            ConfigValues effective = query.answer();
            try {
                builtin.open(effective);
                open = true;
                return builtin;
            } catch (BeyondBuiltinException e) {
                if (destination.transport() == TransportChoice.BUILTIN) {
                    throw beyond(destination, e);
                }
                prompter.status("using the ssh program, because " + e.what());
                return OpenSshTransport.connect(destination, effective, limit, prompter);
            }
        } finally {
            if (!open) {
                builtin.close();
            }
        }
    }

    private static MonitorException beyond(Destination.Ssh destination, BeyondBuiltinException reason) {
        return new MonitorException(
                Problem.MISUSE,
                "the built-in SSH cannot reach " + destination.host() + " as asked: " + reason.what(),
                "set ssh.transport: openssh (or auto), or leave it out",
                List.of(),
                reason);
    }
}
