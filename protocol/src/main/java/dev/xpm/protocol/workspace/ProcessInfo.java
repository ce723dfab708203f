package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** A look at a job's process: CPU in percent of one core, resident memory in units of 2^20 bytes. */
public record ProcessInfo(
        UntrustedText pid,
        UntrustedText type,
        boolean running,
        @Nullable Double cpuPercent,
        @Nullable Double memoryMb,
        @Nullable Integer threads) {}
