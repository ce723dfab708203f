package dev.xpm.protocol.workspace;

/** States of a service that this version knows. Source: workspace-format.md 2.7. */
public enum ServiceState {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING,
    ERROR,
    UNKNOWN;

    public static ServiceState ofName(String name) {
        for (ServiceState state : values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
