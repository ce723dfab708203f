package dev.xpm.client.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command; accepted before and after its name. Source: interfaces.md 1.1. */
final class GlobalOptions {
    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "only warnings and errors")
    boolean quiet;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "write details to the log file")
    boolean debug;

    @Option(
            names = "--logging",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME=LEVEL",
            split = ",",
            hideParamSyntax = true,
            description = "level of single loggers, such as org.apache.sshd=debug")
    List<String> logging = new ArrayList<>();

    @Option(names = "--traceback", scope = ScopeType.INHERIT, description = "show where an error came from")
    boolean traceback;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            converter = OptionValue.Color.class,
            description = "auto, always or never")
    ColorChoice color = ColorChoice.AUTO;

    @Option(names = "--ascii", scope = ScopeType.INHERIT, description = "draw with ASCII characters only")
    boolean ascii;

    @Option(
            names = "--settings",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "settings file instead of ~/.config/experimaestro/settings.yaml")
    @Nullable
    Path settings;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "for connecting and for the first answer (default: 30)")
    Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "show this help")
    boolean help;
}
