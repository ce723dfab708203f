package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.FilePage;
import java.io.IOException;
import java.util.ArrayList;

/** Names in directories. Source: protocol.md 7.5. */
public final class FileCodec {
    private FileCodec() {}

    public static FilePage readPage(JsonNode node) {
        var fields = new Fields(node);
        var items = new ArrayList<FileEntry>();
        for (JsonNode item : fields.items("items")) {
            var entry = new Fields(item);
            items.add(new FileEntry(
                    entry.textOrEmpty("name"),
                    FileEntry.Kind.ofName(entry.textOrEmpty("kind").raw()),
                    entry.whole("size", 0),
                    entry.number("mtime", 0)));
        }
        return new FilePage(items, fields.string("cursor"));
    }

    static void writePage(JsonGenerator out, FilePage page) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("items");
        for (FileEntry entry : page.items()) {
            out.writeStartObject();
            Out.text(out, "name", entry.name());
            out.writeStringField("kind", entry.kind().wireName());
            out.writeNumberField("size", entry.size());
            out.writeFieldName("mtime");
            Out.decimal(out, entry.modified());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("cursor", page.cursor());
        out.writeEndObject();
    }
}
