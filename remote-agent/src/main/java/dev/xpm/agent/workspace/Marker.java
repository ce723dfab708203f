package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a job says that it has ended. Source: workspace-format.md 2.6a.
 *
 * @param ended when the file was written
 */
record Marker(JobState state, @Nullable Integer exitCode, Instant ended) {
    /** A message in it may be long; what lies beyond is cut, and the marker then counts as damaged. */
    private static final int MAX_BYTES = 1 << 20;

    static Marker done(FileStamp stamp) {
        return new Marker(JobState.DONE, null, stamp.modified().toInstant());
    }

    /** Reads {@code <script>.failed}; a damaged one still says that the job failed. */
    static Marker failed(Path file, FileStamp stamp) throws IOException {
        Instant ended = stamp.modified().toInstant();
        JsonNode content = content(file);
        if (content == null || !(content.isObject() || content.isInt())) {
            return new Marker(JobState.error(FailureReason.FAILED), null, ended);
        }
        if (content.isInt()) {
            boolean done = content.intValue() == 0;
            return new Marker(done ? JobState.DONE : JobState.error(FailureReason.FAILED), content.intValue(), ended);
        }
        var fields = new Fields(content);
        FailureReason reason = FailureReason.ofName(fields.string("failure_status"));
        if (reason == null) {
            reason = FailureReason.ofName(fields.string("reason"));
        }
        return new Marker(
                JobState.error(reason == null ? FailureReason.FAILED : reason), fields.integer("code"), ended);
    }

    private static @Nullable JsonNode content(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return JsonFile.parse(in.readNBytes(MAX_BYTES));
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
