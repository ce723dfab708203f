package dev.xpm.protocol.workspace;

import org.jspecify.annotations.Nullable;

/**
 * Emissions of a run: {@code sum} over all attempts of its jobs, {@code latest} over the latest attempt of each.
 * Source: workspace-format.md 4.7.
 */
public record CarbonImpact(@Nullable Total sum, @Nullable Total latest) {
    /** kg, kWh, seconds, and how many jobs they stand for. */
    public record Total(double co2Kg, double energyKwh, double durationS, long jobCount) {}
}
