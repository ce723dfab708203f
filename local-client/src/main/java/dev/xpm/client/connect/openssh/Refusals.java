package dev.xpm.client.connect.openssh;

import dev.xpm.protocol.text.UntrustedText;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why the host did not open a channel: the process that holds the connection says it, and the one that asked for the
 * channel does not know.
 */
final class Refusals {
    private static final Pattern REFUSED = Pattern.compile("^channel [0-9]+: open failed: (.*)");
    private static final Pattern WORDS = Pattern.compile("^connect failed: (.*)");
    private static final String FORBIDDEN = "administratively prohibited";

    /** The line comes just before the process ends that asked. */
    private static final long PATIENCE_MILLIS = 300;

    private long count;
    private String latest = "";

    /** Looks at a line of the process that holds the connection. */
    synchronized void heard(UntrustedText line) {
        Matcher refused = REFUSED.matcher(line.raw());
        if (refused.find()) {
            latest = refused.group(1);
            count++;
            notifyAll();
        }
    }

    synchronized long count() {
        return count;
    }

    /** The latest reason that is newer than so many; empty if none comes within a moment. */
    synchronized String after(long known) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            while (count <= known) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return "";
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
        return latest;
    }

    /** Whether the host may not, rather than cannot. */
    static boolean isForbidden(String reason) {
        return reason.startsWith(FORBIDDEN);
    }

    /** The words of the system, such as {@code Connection refused}. */
    static String words(String reason) {
        Matcher words = WORDS.matcher(reason);
        return words.find() ? words.group(1) : reason;
    }
}
