package dev.xpm.client.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends the log to files below {@code $XDG_STATE_HOME/xpm}, never to the terminal. Source: style.md 3.3. */
final class LogFile {
    private static final int BYTES = 2 * 1024 * 1024;
    private static final int FILES = 3;

    private static final Map<String, Level> LEVELS = Map.of(
            "trace", Level.FINER,
            "debug", Level.FINE,
            "info", Level.INFO,
            "warning", Level.WARNING,
            "warn", Level.WARNING,
            "error", Level.SEVERE,
            "critical", Level.SEVERE,
            "off", Level.OFF);

    /** Loggers hold on to their level only as long as somebody holds on to them. */
    private static final List<Logger> CONFIGURED = new ArrayList<>();

    private LogFile() {}

    /** Called once, before anything is logged. */
    static void open(Program program) {
        LogManager.getLogManager().reset();
        GlobalOptions options = program.options();
        Level level = options.debug ? Level.FINE : options.quiet ? Level.WARNING : Level.INFO;
        set("", level);
        // Talks about every channel and packet.
        set("org.apache.sshd", options.debug ? Level.INFO : Level.WARNING);
        for (String setting : options.logging) {
            int equals = setting.indexOf('=');
            Level wanted = LEVELS.get(setting.substring(equals + 1).toLowerCase(Locale.ROOT));
            if (equals <= 0 || wanted == null) {
                program.messages().warning("--logging: \"" + setting + "\" is not NAME=LEVEL");
            } else {
                set(setting.substring(0, equals), wanted);
            }
        }
        try {
            Logger.getLogger("").addHandler(handler(directory(program.terminal())));
        } catch (IOException e) {
            if (options.debug) {
                program.messages().warning("no log file: " + e.getMessage());
            }
        }
    }

    private static void set(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        CONFIGURED.add(logger);
    }

    private static Path directory(Terminal terminal) throws IOException {
        String state = terminal.environment().getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? terminal.home().resolve(".local/state") : Path.of(state);
        Path directory = base.resolve("xpm");
        Files.createDirectories(directory);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        return directory;
    }

    private static Handler handler(Path directory) throws IOException {
        String pattern = directory.toString().replace("%", "%%") + "/xpm-%u.%g.log";
        var handler = new FileHandler(pattern, BYTES, FILES, true);
        handler.setLevel(Level.ALL);
        handler.setEncoding("UTF-8");
        handler.setFormatter(new SimpleFormatter());
        return handler;
    }
}
