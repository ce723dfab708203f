package dev.xpm.agent.log;

import org.jspecify.annotations.Nullable;

/**
 * Which log a client asks for, as it came over the wire: nothing in it is checked yet.
 *
 * @param stream {@code stdout} or {@code stderr}; null means the first
 * @param scope {@code job}, {@code scheduler} or {@code service}; null means the first
 * @param service only with that scope; a part of a service is {@code service/part}
 */
public record LogRequest(
        @Nullable String task,
        @Nullable String job,
        @Nullable String stream,
        @Nullable String scope,
        @Nullable String service) {}
