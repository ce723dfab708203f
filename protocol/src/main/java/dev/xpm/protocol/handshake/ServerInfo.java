package dev.xpm.protocol.handshake;

import dev.xpm.protocol.text.UntrustedText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code get_sync_info}. Source: protocol.md 3.4 and 7.2.
 *
 * @param protocolVersion as sent; must equal {@link ProtocolVersion#CURRENT}
 * @param workspacePath absolute path on the host, null if the peer sent none
 * @param name of the server program, null from the original
 * @param zone IANA name of the zone in which the host writes its local times, null from the original
 * @param extensions capability to version, empty from the original
 */
public record ServerInfo(
        UntrustedText protocolVersion,
        @Nullable UntrustedText workspacePath,
        @Nullable UntrustedText name,
        @Nullable UntrustedText version,
        boolean readOnly,
        @Nullable UntrustedText zone,
        Map<String, Integer> extensions) {
    public ServerInfo {
        extensions = Map.copyOf(extensions);
    }

    public boolean has(String capability) {
        return extensions.getOrDefault(capability, 0) > 0;
    }
}
