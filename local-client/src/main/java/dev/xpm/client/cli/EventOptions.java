package dev.xpm.client.cli;

import dev.xpm.client.json.EventFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code monitor} and {@code ssh-monitor} alike. Source: interfaces.md 1.3. */
final class EventOptions {
    @Option(names = "--events-viewer", description = "write events to standard output instead of showing a screen")
    boolean eventsViewer;

    @Option(
            names = "--events-format",
            paramLabel = "FORMAT",
            converter = OptionValue.Format.class,
            description = "text or json (default: text)")
    EventFormat format = EventFormat.TEXT;

    @Option(names = "--no-progress", description = "leave out progress events")
    boolean noProgress;

    @Option(
            names = "--port",
            paramLabel = "N",
            converter = OptionValue.Port.class,
            description = "port of the web page, 0 for any free one (default: 12345)")
    @Nullable
    Integer port;

    @Option(names = "--read-only", description = "offer nothing that changes the workspace")
    boolean readOnly;

    @Option(names = "--no-reconnect", description = "end with exit code 4 when the connection is lost")
    boolean noReconnect;
}
