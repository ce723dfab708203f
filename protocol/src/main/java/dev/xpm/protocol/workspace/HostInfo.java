package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine on which a server runs. What it does not tell is null. Source: protocol.md 7.5.
 *
 * @param load of the last 1, 5 and 15 minutes
 * @param memoryTotalMb in units of 2^20 bytes, as all sizes here
 * @param diskTotalMb of the file system that holds the workspace
 * @param time Unix seconds
 * @param zone IANA name
 * @param gpus null if there is no way to tell
 */
public record HostInfo(
        UntrustedText hostname,
        UntrustedText os,
        int cpus,
        @Nullable List<Double> load,
        @Nullable Long memoryTotalMb,
        @Nullable Long memoryAvailableMb,
        @Nullable Long diskTotalMb,
        @Nullable Long diskFreeMb,
        double time,
        UntrustedText zone,
        @Nullable List<Gpu> gpus) {
    public HostInfo {
        load = load == null ? null : List.copyOf(load);
        gpus = gpus == null ? null : List.copyOf(gpus);
    }

    /** One graphics processor; utilisation in percent. */
    public record Gpu(
            int index,
            UntrustedText name,
            @Nullable Double utilPercent,
            @Nullable Long memoryUsedMb,
            @Nullable Long memoryTotalMb) {}
}
