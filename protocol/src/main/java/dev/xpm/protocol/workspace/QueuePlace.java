package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits in the queue of its batch system, in the words of that, such as {@code Priority} or {@code Resources}.
 *
 * @param position among the waiting jobs of its partition, by priority, from 1; null if that is not known
 */
public record QueuePlace(UntrustedText reason, @Nullable Integer position) {}
