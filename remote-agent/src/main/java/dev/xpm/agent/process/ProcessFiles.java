package dev.xpm.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's files about one process, {@code /proc/<pid>}. All answers may be out of date when they arrive. */
record ProcessFiles(Path directory) {
    private static final Path PROC = Path.of("/proc");

    /** More than any command line that names a job near its start; a process may have one of megabytes. */
    private static final int COMMAND_LINE_BYTES = 1 << 17;

    static ProcessFiles of(long pid) {
        return new ProcessFiles(PROC.resolve(Long.toString(pid)));
    }

    /** Whether a missing directory proves that there is no such process: not where others' processes are hidden. */
    static boolean showAll() {
        return Files.isDirectory(PROC.resolve("1"));
    }

    /**
     * The fields of {@code stat} from the third, the state, on: before it stands the program's name, which may hold
     * anything. Null if there is no such process.
     */
    @Nullable
    List<String> stat() {
        String text = read("stat", 4_096);
        int end = text == null ? -1 : text.lastIndexOf(')');
        return text == null || end < 0
                ? null
                : List.of(text.substring(end + 1).trim().split(" ", -1));
    }

    /** The arguments, each followed by a NUL; null if they cannot be read. */
    @Nullable
    String commandLine() {
        return read("cmdline", COMMAND_LINE_BYTES);
    }

    /** The whole of {@code status}; null if there is no such process. */
    @Nullable
    String status() {
        return read("status", 1 << 16);
    }

    /**
     * Whether the process works in that directory.
     *
     * @throws IOException if the kernel does not tell, as for a process of another user
     */
    boolean worksIn(Path other) throws IOException {
        Path current = directory.resolve("cwd");
        Files.readSymbolicLink(current);
        return Files.exists(other) && Files.isSameFile(current, other);
    }

    private @Nullable String read(String name, int limit) {
        try (var in = Files.newInputStream(directory.resolve(name))) {
            return new String(in.readNBytes(limit), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }
}
