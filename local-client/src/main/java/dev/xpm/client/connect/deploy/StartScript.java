package dev.xpm.client.connect.deploy;

import dev.xpm.client.connect.ShellQuoting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text that a POSIX shell on the host reads from its input: the values of one start, the agent's own functions, and
 * {@code start.sh}, which explains the values.
 */
final class StartScript {
    private static final String MAIN = resource("start.sh");

    /** A packed Java needs three times its size for a moment: packed, unpacked, and its archive of classes. */
    private static final int ROOM_FOR_RUNTIME = 4;

    private final StringBuilder text = new StringBuilder();

    /** @param nonce letters and digits that nobody else knows */
    StartScript(String nonce, AgentKit kit, String workdir) {
        Payload jar = kit.jar();
        Payload runtime = kit.runtime();
        // A shell_init that reads a line reads this one.
        text.append(":\n");
        value("nonce", nonce);
        value("hash", jar.sha256());
        value("size", jar.size());
        value("crc", jar.checksum());
        value("runtime", runtime == null ? "" : runtime.sha256());
        value("room", 2 * jar.size() + (16 << 20));
        value("more", runtime == null ? 0 : ROOM_FOR_RUNTIME * runtime.size());
        value("workdir", workdir);
    }

    StartScript skip(int directories) {
        value("skip", directories);
        return this;
    }

    /** Names what was uploaded before; null for what was not. */
    StartScript install(@Nullable Upload jar, @Nullable Upload runtime) {
        value("incoming", jar == null ? "" : jar.path());
        value("incoming_runtime", runtime == null ? "" : runtime.path());
        if (runtime != null) {
            Payload payload = runtime.payload();
            value("incoming_kind", payload.unpacked() ? "tar" : "gz");
            value("incoming_hash", payload.sha256());
            value("incoming_size", payload.size());
            value("incoming_crc", payload.checksum());
        }
        return this;
    }

    /** The whole text. Nothing may follow it before the host has answered: a shell reads ahead. */
    String text(AgentKit kit) {
        return text + kit.functions() + MAIN;
    }

    private void value(String name, Object value) {
        text.append(name)
                .append('=')
                .append(ShellQuoting.quote(String.valueOf(value)))
                .append('\n');
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(StartScript.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
