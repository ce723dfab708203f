package dev.xpm.agent.workspace;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.StrictMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The content of a small JSON file of a workspace. Writers truncate in place, so a reader can meet an empty or cut file;
 * one that was written just now is looked at again. Source: workspace-format.md 2.
 *
 * @param object null if the file is missing or holds something else
 * @param stamp taken before reading; null if the file is missing
 */
record JsonFile(@Nullable ObjectNode object, @Nullable FileStamp stamp) {
    static final JsonMapper MAPPER = StrictMapper.file();

    /** No file that a driver or a job writes comes near; a larger one is damage. */
    private static final long MAX_BYTES = 64L << 20;

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** A file untouched for longer is not being written. */
    private static final Duration BEING_WRITTEN = Duration.ofSeconds(2);

    /**
     * Reads the file.
     *
     * @throws IOException if it is there and cannot be read
     */
    static JsonFile read(Path file) throws IOException {
        for (int attempt = 1; ; attempt++) {
            FileStamp stamp = FileStamp.of(file);
            if (stamp == null) {
                return new JsonFile(null, null);
            }
            JsonNode content = stamp.size() > MAX_BYTES ? null : content(file);
            if (content instanceof ObjectNode object) {
                return new JsonFile(object, stamp);
            }
            boolean fresh = stamp.modified().toInstant().isAfter(Instant.now().minus(BEING_WRITTEN));
            if (content != null || attempt == ATTEMPTS || !fresh) {
                return new JsonFile(null, stamp);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Whether a file is there that holds no object: cut, being written, or damaged. */
    boolean isDamaged() {
        return object == null && stamp != null;
    }

    private static @Nullable JsonNode content(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    static @Nullable JsonNode parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /**
     * The value that the bytes spell; null if they spell none. Bytes are parsed as they are only where no other encoding
     * can be guessed from the first of them.
     */
    static @Nullable JsonNode parse(byte[] bytes, int start, int end) {
        try {
            if (end - start > 1 && bytes[start] == '{' && bytes[start + 1] != 0) {
                return orNull(StrictMapper.tree(MAPPER, bytes, start, end - start));
            }
        } catch (IOException notUtf8) {
            // Then what is not UTF-8 is replaced.
        }
        return parseText(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }

    private static @Nullable JsonNode parseText(String text) {
        try {
            return orNull(StrictMapper.tree(MAPPER, text));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable JsonNode orNull(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() ? null : node;
    }
}
