package dev.xpm.protocol.handshake;

import java.util.Map;

/** What a client says of itself with its first request; the original server ignores it. Source: protocol.md 7.2. */
public record ClientInfo(String name, String version, Map<String, Integer> extensions) {
    public ClientInfo {
        extensions = Map.copyOf(extensions);
    }
}
