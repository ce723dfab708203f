package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.workspace.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Progress levels of a job. Source: protocol.md 3.2. */
public final class ProgressCodec {
    private ProgressCodec() {}

    public static List<Progress> read(@Nullable JsonNode list) {
        var levels = new ArrayList<Progress>();
        if (list != null && list.isArray()) {
            for (JsonNode entry : list) {
                var fields = new Fields(entry);
                levels.add(new Progress(
                        fields.integer("level", levels.size()), fields.text("desc"), fields.number("progress", 0)));
            }
        }
        return levels;
    }

    static void write(JsonGenerator out, List<Progress> levels) throws IOException {
        out.writeStartArray();
        for (Progress level : levels) {
            out.writeStartObject();
            out.writeNumberField("level", level.level());
            Out.orNull(out, "desc", level.description());
            out.writeNumberField("progress", level.fraction());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
