package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.xpm.protocol.workspace.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Some items of a list as the text that they have on the wire, a comma between two of them. Threads that read portions of
 * a long list make the text as well; the one that writes has only to put it together.
 */
public final class ItemText {
    private static final ObjectWriter WRITER = StrictMapper.request().writer();
    private static final SerializedString COMMA = new SerializedString(",");

    /** Of a usual job. */
    private static final int BYTES_PER_JOB = 640;

    private final byte[] text;

    private ItemText(byte[] text) {
        this.text = text;
    }

    /** The text of these jobs, of which there may be none. */
    public static ItemText of(List<Job> jobs) {
        var bytes = new ByteArrayOutputStream(jobs.size() * BYTES_PER_JOB);
        try (JsonGenerator out = WRITER.createGenerator(bytes)) {
            out.setRootValueSeparator(COMMA);
            for (Job job : jobs) {
                JobCodec.write(out, job);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new ItemText(bytes.toByteArray());
    }

    /** Writes the items into a list. */
    void write(JsonGenerator out) throws IOException {
        if (text.length == 0) {
            return;
        }
        if (out.getOutputTarget() instanceof OutputStream target) {
            // The comma, if there must be one, and then past the generator, which would look at each character.
            out.writeRawValue("");
            out.flush();
            target.write(text);
        } else {
            out.writeRawValue(new String(text, StandardCharsets.US_ASCII));
        }
    }
}
