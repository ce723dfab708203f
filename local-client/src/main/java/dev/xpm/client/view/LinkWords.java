package dev.xpm.client.view;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.Comeback;
import dev.xpm.client.mirror.OlderAgent;
import dev.xpm.protocol.handshake.Capability;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is said once when a connection goes and comes back. Source: interfaces.md 3.12. */
public final class LinkWords {
    private static final String VERSION =
            Objects.requireNonNullElse(LinkWords.class.getPackage().getImplementationVersion(), "development");

    private static final Map<String, String> WITHOUT = Map.of(
            Capability.EVENTS, "numbered events",
            Capability.SNAPSHOT, "quick reloading",
            Capability.LOG, "logs in the same session",
            Capability.FILES, "copies without rsync");

    private LinkWords() {}

    /** {@code The agent there is of release 0.0.9, this is 0.1.0: it works without quick reloading}. */
    public static String older(OlderAgent agent) {
        String version = agent.version().isEmpty()
                ? "another release"
                : "release " + agent.version().forTerminal(40);
        String without = agent.lacks().stream()
                .map(name -> WITHOUT.getOrDefault(name, name))
                .collect(Collectors.joining(", "));
        return "The agent there is of " + version + ", this is " + VERSION + ": it works without " + without;
    }

    public static String lost(Link.Lost lost) {
        String what = lost instanceof Link.Offline ? "Connection lost (r tries again): " : "Connection lost: ";
        return what + lost.reason().sentence();
    }

    /** {@code 2 done, 1 failed while away}. */
    public static String back(Comeback comeback) {
        if (comeback.done() == 0 && comeback.failed() == 0) {
            return "Connected again; no job has ended while away";
        }
        String done = comeback.done() == 0 ? "" : comeback.done() + " done";
        String failed = comeback.failed() == 0 ? "" : comeback.failed() + " failed";
        return done + (done.isEmpty() || failed.isEmpty() ? "" : ", ") + failed + " while away";
    }
}
