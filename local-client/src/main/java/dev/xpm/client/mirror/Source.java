package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;

/**
 * Where a mirror's data comes from.
 *
 * @param host what the user calls the host; empty for this machine
 * @param workspace absolute path on that host, as the peer resolved it
 */
public record Source(UntrustedText host, UntrustedText workspace) {
    /** {@code host:path}, or the path alone for this machine. */
    public UntrustedText display() {
        return host.isEmpty() ? workspace : UntrustedText.of(host.raw() + ":" + workspace.raw());
    }
}
