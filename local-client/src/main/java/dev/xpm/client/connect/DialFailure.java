package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says why the host has not connected us to an address, in the same words for every kind of connection. */
public final class DialFailure {
    private static final int MAX_SHOWN = 100;

    private DialFailure() {}

    /**
     * The host answered.
     *
     * @param label what the user calls the host
     * @param forbidden whether it may not, rather than cannot
     * @param words why, in the host's own words; empty if it gave none
     */
    public static MonitorException refused(String label, RemoteAddress to, boolean forbidden, String words) {
        if (forbidden) {
            return problem(
                    label,
                    to,
                    label + " forbids port forwarding",
                    "ask its administrator for AllowTcpForwarding, or copy the files of the service instead",
                    null);
        }
        String shown = words.isEmpty() ? "" : " (" + UntrustedText.of(words).forTerminal(MAX_SHOWN) + ")";
        boolean silent = words.toLowerCase(Locale.ROOT).contains("refused");
        return problem(
                label,
                to,
                (silent ? "nothing answers there" : label + " cannot connect to it") + shown,
                isItself(to)
                        ? "look at the log of the service: it may have ended"
                        : "a service of another machine must listen on all of its addresses, not only on localhost",
                null);
    }

    /** Nothing was heard within the limit. */
    public static MonitorException silent(String label, RemoteAddress to, long seconds) {
        return problem(
                label,
                to,
                "there was no answer within " + seconds + " s",
                "a firewall may lie between " + label + " and the service",
                null);
    }

    /** There is no connection that could carry it. */
    public static MonitorException lost(String label, RemoteAddress to, @Nullable Exception cause) {
        return problem(label, to, "the connection to " + label + " was lost", null, cause);
    }

    /** This kind of connection carries nothing of the kind. */
    public static MonitorException unable(String label, RemoteAddress to) {
        return problem(label, to, "this connection cannot carry it", null, null);
    }

    private static boolean isItself(RemoteAddress to) {
        return to.host().equals("localhost");
    }

    private static MonitorException problem(
            String label, RemoteAddress to, String reason, @Nullable String hint, @Nullable Exception cause) {
        return new MonitorException(
                Problem.FORWARD,
                "unable to reach " + to + " through " + label + " because " + reason,
                hint,
                List.of(),
                cause);
    }
}
