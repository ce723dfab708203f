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
        boolean written) {
    /** Both together; powers are averaged over the time, the rest is as the other says, which is the later one. */
    public Carbon plus(Carbon later) {
        double duration = durationS + later.durationS;
        return new Carbon(
                co2Kg + later.co2Kg,
                energyKwh + later.energyKwh,
                average(cpuPowerW, later.cpuPowerW, later.durationS / duration),
                average(gpuPowerW, later.gpuPowerW, later.durationS / duration),
                average(ramPowerW, later.ramPowerW, later.durationS / duration),
                duration,
                later.region,
                later.isFinal,
                later.written);
    }

    /** What is left of a total without its earlier part; powers stay. */
    public Carbon minus(Carbon earlier) {
        return new Carbon(
                Math.max(0, co2Kg - earlier.co2Kg),
                Math.max(0, energyKwh - earlier.energyKwh),
                cpuPowerW,
                gpuPowerW,
                ramPowerW,
                Math.max(0, durationS - earlier.durationS),
                region,
                isFinal,
                written);
    }

    private static double average(double first, double second, double shareOfSecond) {
        return Double.isFinite(shareOfSecond) ? first + (second - first) * shareOfSecond : second;
    }
}
