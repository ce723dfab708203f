package dev.xpm.client.connect.deploy;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@link AgentFiles}, read and measured: once for each state of the jar, and while the connection is made.
 *
 * @param functions shell text of the jar that says how its JVM is started
 * @param runtime null if there is no packed Java
 * @param glibc oldest release of the C library that it runs on, such as {@code 2.34}; null if unknown
 */
record AgentKit(
        Payload jar,
        String functions,
        @Nullable Payload runtime,
        @Nullable String glibc) {
    private static final String FUNCTIONS = "xpm-agent.sh";
    private static final Map<Object, CompletableFuture<AgentKit>> KNOWN = new ConcurrentHashMap<>();

    /** Begins to read; a failure is told by {@link #of}. */
    static CompletableFuture<AgentKit> prepare(AgentFiles files) {
        Object state = state(files);
        if (KNOWN.size() > 4) {
            KNOWN.keySet().retainAll(List.of(state));
        }
        return KNOWN.computeIfAbsent(state, key -> CompletableFuture.supplyAsync(() -> read(files)));
    }

    static AgentKit of(AgentFiles files) throws MonitorException {
        try {
            return prepare(files).join();
        } catch (CompletionException e) {
            KNOWN.remove(state(files));
            throw new MonitorException(
                    Problem.INTERNAL,
                    "unable to read our agent for the host: " + e.getCause(),
                    "build it again: ./mvnw -DskipTests package",
                    List.of(),
                    e);
        }
    }

    /** A build makes the jar anew under the same name. */
    private static Object state(AgentFiles files) {
        try {
            return List.of(files, Files.getLastModifiedTime(files.jar()));
        } catch (IOException e) {
            return files;
        }
    }

    /** The build notes it beside the file, in NAME.glibc. */
    private static @Nullable String glibc(Path packed) throws IOException {
        Path note = packed.resolveSibling(packed.getFileName() + ".glibc");
        String text = Files.exists(note) ? Files.readString(note).strip() : "";
        return text.matches("2\\.[0-9]{1,4}") ? text : null;
    }

    private static AgentKit read(AgentFiles files) {
        try (var jar = new ZipFile(files.jar().toString())) {
            ZipEntry entry = Objects.requireNonNull(jar.getEntry(FUNCTIONS), FUNCTIONS);
            try (InputStream in = jar.getInputStream(entry)) {
                String functions = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Path packed = files.runtime();
                return new AgentKit(
                        Payload.of(files.jar()),
                        functions,
                        packed == null ? null : Payload.noted(packed),
                        packed == null ? null : glibc(packed));
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
