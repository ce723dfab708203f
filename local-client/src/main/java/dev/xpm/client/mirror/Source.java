package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;

/**
 * Where a mirror's data comes from.
 *
 * @param id by which it is told from the other watched workspaces
 * @param host what the user calls the host; empty for this machine
 * @param workspace absolute path on that host, as the peer resolved it
 */
public record Source(SourceId id, UntrustedText host, UntrustedText workspace) {
    /** {@code host:path}, or the path alone for this machine. */
    public UntrustedText display() {
        return host.isEmpty() ? workspace : UntrustedText.of(host.raw() + ":" + workspace.raw());
    }

    /** The same, at the path that the peer resolved. */
    public Source at(UntrustedText resolved) {
        return new Source(id, host, resolved);
    }
}
