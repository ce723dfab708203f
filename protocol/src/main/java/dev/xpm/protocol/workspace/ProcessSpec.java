package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/**
 * What a job's {@code .pid} file says of its process: the launcher ({@code local}, {@code slurm}, …), its number or
 * batch job id, and the whole record for writing it back. Source: workspace-format.md 2.6b.
 */
public record ProcessSpec(UntrustedText type, @Nullable UntrustedText pid, JsonValue.Fields fields) {}
