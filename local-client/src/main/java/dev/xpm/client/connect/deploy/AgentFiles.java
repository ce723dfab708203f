package dev.xpm.client.connect.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What this client can bring to a host: the agent in one jar, and beside it, if the build made one, a packed Java for
 * Linux x64.
 */
public record AgentFiles(Path jar) {
    /** The jar of the agent; the launcher script sets this. */
    public static final String PROPERTY = "xpm.agent";

    private static final String RUNTIME = "xpm-runtime-linux-x64.tar.gz";

    /** Those of this program; null where there are none, as when its classes are run without the launcher. */
    public static @Nullable AgentFiles installed() {
        String jar = System.getProperty(PROPERTY);
        return jar == null || jar.isEmpty() ? null : new AgentFiles(Path.of(jar));
    }

    /** The packed Java, null if there is none. */
    @Nullable
    Path runtime() {
        Path packed = jar.resolveSibling(RUNTIME);
        return Files.isRegularFile(packed) ? packed : null;
    }
}
