package dev.xpm.client.service;

import dev.xpm.client.problem.MonitorException;
import org.jspecify.annotations.Nullable;

/** A way to a service that the user asked for. It stays until it is closed, also while there is no connection. */
public final class Forward {
    private final ServiceAddress to;
    private volatile State state = new State.Opening();

    Forward(ServiceAddress to) {
        this.to = to;
    }

    /** How it stands. */
    public sealed interface State {
        /** The host is being asked. */
        record Opening() implements State {}

        /**
         * It can be used.
         *
         * @param url for a browser on this machine
         * @param ends such as {@code :6006 → localhost:41233}; empty where nothing is forwarded
         * @param trouble why the latest connection came to nothing; null if it did not
         */
        record Open(ServiceUrl url, String ends, @Nullable MonitorException trouble) implements State {}

        /** It cannot be used; the user can ask again. */
        record Failed(MonitorException reason) implements State {}

        /** The user wished so, or the service is over. */
        record Closed() implements State {}
    }

    public ServiceAddress to() {
        return to;
    }

    public State state() {
        return state;
    }

    void set(State next) {
        state = next;
    }
}
