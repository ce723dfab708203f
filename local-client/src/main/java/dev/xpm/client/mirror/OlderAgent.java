package dev.xpm.client.mirror;

import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That the agent is one of ours, but of a release that cannot yet do all that this client would use. Source: assurance.md
 * D4.
 *
 * @param version as the agent told, empty if it did not
 * @param lacks names of capabilities, at least one
 */
public record OlderAgent(UntrustedText version, List<String> lacks) {
    private static final List<String> USED =
            List.of(Capability.EVENTS, Capability.SNAPSHOT, Capability.LOG, Capability.FILES);

    public OlderAgent {
        lacks = List.copyOf(lacks);
    }

    /** Null for an agent that can do all, and for the original server, which is no older one. */
    static @Nullable OlderAgent of(ServerInfo server) {
        List<String> lacks = USED.stream().filter(name -> !server.has(name)).toList();
        if (server.name() == null || lacks.isEmpty()) {
            return null;
        }
        UntrustedText version = server.version();
        return new OlderAgent(version == null ? UntrustedText.EMPTY : version, lacks);
    }
}
