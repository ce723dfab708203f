package dev.xpm.agent;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent's log goes: to stderr, which the client shows, so only warnings, one line each, and not many. The
 * JDK's own logging would take a sixth of the time to the first answer. Made by the JDK's service loader.
 */
public final class StderrLog extends System.LoggerFinder {
    /** A client's reader of stderr may be slow, and its screen small. */
    private static final int MAX_LINES = 100;

    private static final int MAX_LENGTH = 500;

    private final AtomicInteger lines = new AtomicInteger();

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Log(name, lines);
    }

    private record Log(String name, AtomicInteger lines) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.WARNING.getSeverity() && level != Level.OFF;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                print(
                        thrown == null
                                ? message
                                : message + ": " + thrown.getClass().getSimpleName());
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... arguments) {
            if (isLoggable(level)) {
                print(arguments == null || arguments.length == 0 ? format : MessageFormat.format(format, arguments));
            }
        }

        /** ASCII and one line: what is not could end the client's reader. */
        private void print(String message) {
            int number = lines.incrementAndGet();
            if (number < MAX_LINES) {
                String line = message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) : message;
                System.err.println("xpm-agent: " + line.replaceAll("[^ -~]", "?"));
            } else if (number == MAX_LINES) {
                System.err.println("xpm-agent: further messages are not shown");
            }
        }
    }
}
