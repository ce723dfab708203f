package dev.xpm.client.settings;

import org.jspecify.annotations.Nullable;

/**
 * How the jobs measure their carbon footprint; this program only shows it. Source: interfaces.md 2.
 *
 * @param country ISO code, null to have it looked up
 * @param reportSeconds between two reports of a job
 */
public record CarbonSettings(
        boolean enabled,
        String provider,
        @Nullable String country,
        @Nullable String region,
        double reportSeconds,
        boolean warnIfUnavailable) {
    public static final CarbonSettings DEFAULT = new CarbonSettings(true, "codecarbon", null, null, 60.0, true);
}
