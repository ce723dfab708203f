package dev.xpm.client.view;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.ServiceState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a services table: a service, or a part of the one above it. Source: interfaces.md 3.7.
 *
 * @param source the workspace that it belongs to
 * @param experiment the run that it belongs to
 * @param part whether it is a part of the service above
 * @param state glyph and word, such as {@code ▶ RUNNING}
 * @param url on the remote side, null while there is none
 * @param path a directory that it shows, null if it names none
 * @param address where it can be reached; null unless it runs and has told an address that a browser can show
 */
public record ServiceRow(
        SourceId source,
        Experiment experiment,
        UntrustedText id,
        boolean part,
        UntrustedText description,
        UntrustedText state,
        Tone tone,
        boolean active,
        @Nullable UntrustedText url,
        @Nullable UntrustedText path,
        @Nullable ServiceAddress address) {
    /** All services of a run, each followed by its parts. */
    public static List<ServiceRow> of(SourceId source, Experiment experiment) {
        var rows = new ArrayList<ServiceRow>();
        for (Service service : experiment.services().values()) {
            rows.add(row(
                    source,
                    experiment,
                    service.id(),
                    false,
                    service.description(),
                    service.stateName(),
                    service.url(),
                    firstPath(service.arguments())));
            for (Service.Part part : service.parts()) {
                rows.add(row(
                        source, experiment, part.id(), true, part.description(), part.stateName(), part.url(), null));
            }
        }
        return rows;
    }

    /** {@code reader-sweep (2026-11-21 09:50)}. */
    public UntrustedText where() {
        String started = Texts.stamp(experiment.started());
        String id = experiment.id().value();
        return UntrustedText.of(experiment.started() == null ? id : id + " (" + started + ")");
    }

    /** Names the service within its run, in addresses. */
    public String key() {
        return Texts.key(id);
    }

    /** What stands in the last column: the URL, else the directory, else {@code -}. */
    public UntrustedText target() {
        if (url != null && !url.isEmpty()) {
            return url;
        }
        return path == null ? UntrustedText.of(Texts.UNKNOWN) : path;
    }

    private static ServiceRow row(
            SourceId source,
            Experiment experiment,
            UntrustedText id,
            boolean part,
            UntrustedText description,
            UntrustedText stateName,
            @Nullable UntrustedText url,
            @Nullable UntrustedText path) {
        ServiceState state = ServiceState.ofName(stateName.raw());
        return new ServiceRow(
                source,
                experiment,
                id,
                part,
                description,
                UntrustedText.of(glyph(state) + " " + stateName.raw()),
                tone(state),
                state != ServiceState.STOPPED,
                url,
                path,
                ServiceAddress.of(experiment, stateName, url));
    }

    private static @Nullable UntrustedText firstPath(JsonValue value) {
        if (value instanceof JsonValue.Fields fields) {
            if (fields.values().get("__path__") instanceof JsonValue.Text text) {
                return text.value();
            }
            return firstOf(fields.values().values());
        }
        return value instanceof JsonValue.Items items ? firstOf(items.values()) : null;
    }

    private static @Nullable UntrustedText firstOf(Iterable<JsonValue> values) {
        for (JsonValue inner : values) {
            UntrustedText path = firstPath(inner);
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private static String glyph(ServiceState state) {
        return switch (state) {
            case STOPPED -> "■";
            case STARTING, STOPPING -> "◌";
            case RUNNING -> "▶";
            case ERROR -> "!";
            case UNKNOWN -> "?";
        };
    }

    private static Tone tone(ServiceState state) {
        return switch (state) {
            case STOPPED -> Tone.DIM;
            case STARTING, STOPPING -> Tone.CAUTION;
            case RUNNING -> Tone.GOOD;
            case ERROR -> Tone.BAD;
            case UNKNOWN -> Tone.ODD;
        };
    }
}
