package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of a run, such as a TensorBoard. Its class is a name to show, never one to load. Source: protocol.md 3.2.
 *
 * @param stateName the state as written, also when this version does not know it
 * @param arguments {@code state_dict}: paths stand as {@code {"__path__": text}} at any depth
 * @param url on the remote side
 */
public record Service(
        UntrustedText id,
        UntrustedText description,
        @Nullable UntrustedText className,
        JsonValue.Fields arguments,
        @Nullable ExperimentId experiment,
        @Nullable RunId run,
        UntrustedText stateName,
        @Nullable UntrustedText url,
        List<Part> parts) {
    public Service {
        parts = List.copyOf(parts);
    }

    /** A service inside a service. */
    public record Part(
            UntrustedText id,
            UntrustedText description,
            UntrustedText stateName,
            @Nullable UntrustedText url) {}

    public ServiceState state() {
        return ServiceState.ofName(stateName.raw());
    }
}
