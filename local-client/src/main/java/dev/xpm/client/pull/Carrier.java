package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A way to bring files of a workspace into a staging directory. Blocks; an interrupt ends it. */
sealed interface Carrier permits RsyncCarrier, InBandCarrier {
    /**
     * Brings what it can.
     *
     * @param staging empty; what arrives in it is not believed
     * @throws UnusableException if another carrier may do better
     */
    Brought bring(Path staging, List<Wanted> wanted, long maxFileBytes, Carried carried)
            throws MonitorException, IOException, InterruptedException, UnusableException;

    /** How much that would be; brings nothing. */
    PullEstimate measure(List<Wanted> wanted, long maxFileBytes)
            throws MonitorException, IOException, InterruptedException, UnusableException;

    /**
     * What came of it.
     *
     * @param complete false if something was left out
     * @param messages what was said about that, the last ones
     */
    record Brought(boolean complete, List<UntrustedText> messages) {
        public Brought {
            messages = List.copyOf(messages);
        }
    }

    /** Counts what has arrived. */
    interface Carried {
        /** So many bytes more, which need not be on the disk yet. */
        void add(long bytes);
    }

    /** This way does not work between these two machines. */
    final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<UntrustedText> lines;

        /** @param reason half a sentence, after "because" */
        UnusableException(String reason, List<UntrustedText> lines) {
            super(reason);
            this.lines = List.copyOf(lines);
        }

        String reason() {
            return String.valueOf(getMessage());
        }

        List<UntrustedText> lines() {
            return lines;
        }
    }
}
