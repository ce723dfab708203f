package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;

/** Emissions of one job: kg, kWh, average W, seconds. Always finite. Source: protocol.md 3.2. */
public record Carbon(
        double co2Kg,
        double energyKwh,
        double cpuPowerW,
        double gpuPowerW,
        double ramPowerW,
        double durationS,
        UntrustedText region,
        boolean isFinal,
        boolean written) {}
