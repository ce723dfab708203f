package dev.xpm.client.view;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.Comeback;

/** What is said once when a connection goes and comes back. Source: interfaces.md 3.12. */
public final class LinkWords {
    private LinkWords() {}

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
