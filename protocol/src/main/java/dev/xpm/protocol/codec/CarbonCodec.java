package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.CarbonImpact;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Carbon figures of a job and of a run. Only the known keys are written: others fail the original client. */
public final class CarbonCodec {
    private CarbonCodec() {}

    public static @Nullable Carbon read(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        var fields = new Fields(node);
        return new Carbon(
                fields.number("co2_kg", 0),
                fields.number("energy_kwh", 0),
                fields.number("cpu_power_w", 0),
                fields.number("gpu_power_w", 0),
                fields.number("ram_power_w", 0),
                fields.number("duration_s", 0),
                fields.textOrEmpty("region"),
                fields.bool("is_final"),
                fields.bool("written"));
    }

    static void write(JsonGenerator out, Carbon carbon) throws IOException {
        out.writeStartObject();
        writeFields(out, carbon);
        out.writeEndObject();
    }

    static void writeFields(JsonGenerator out, Carbon carbon) throws IOException {
        out.writeNumberField("co2_kg", carbon.co2Kg());
        out.writeNumberField("energy_kwh", carbon.energyKwh());
        out.writeNumberField("cpu_power_w", carbon.cpuPowerW());
        out.writeNumberField("gpu_power_w", carbon.gpuPowerW());
        out.writeNumberField("ram_power_w", carbon.ramPowerW());
        out.writeNumberField("duration_s", carbon.durationS());
        Out.text(out, "region", carbon.region());
        out.writeBooleanField("is_final", carbon.isFinal());
        out.writeBooleanField("written", carbon.written());
    }

    public static @Nullable CarbonImpact readImpact(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        return new CarbonImpact(readTotal(node.get("sum")), readTotal(node.get("latest")));
    }

    private static CarbonImpact.@Nullable Total readTotal(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        var fields = new Fields(node);
        return new CarbonImpact.Total(
                fields.number("co2_kg", 0),
                fields.number("energy_kwh", 0),
                fields.number("duration_s", 0),
                fields.whole("job_count", 0));
    }

    static void writeImpact(JsonGenerator out, CarbonImpact impact) throws IOException {
        out.writeStartObject();
        writeTotal(out, "sum", impact.sum());
        writeTotal(out, "latest", impact.latest());
        out.writeEndObject();
    }

    private static void writeTotal(JsonGenerator out, String name, CarbonImpact.@Nullable Total total)
            throws IOException {
        if (total == null) {
            return;
        }
        out.writeObjectFieldStart(name);
        out.writeNumberField("co2_kg", total.co2Kg());
        out.writeNumberField("energy_kwh", total.energyKwh());
        out.writeNumberField("duration_s", total.durationS());
        out.writeNumberField("job_count", total.jobCount());
        out.writeEndObject();
    }
}
