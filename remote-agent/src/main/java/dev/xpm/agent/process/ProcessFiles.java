package dev.xpm.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's files about one process, {@code /proc/<pid>}. All answers may be out of date when they arrive. */
record ProcessFiles(Path directory) {
    static final Path PROC = Path.of("/proc");

    private static final String WORKING_DIRECTORY = "cwd";

    /** Field 22, counted from the state, which is field 3. */
    private static final int START_TIME = 19;

    /** Linux counts times of processes in hundredths of a second for all programs, whatever the kernel's own clock. */
    private static final double TICKS_PER_SECOND = 100;

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

    /** Whether it has ended, or is ending: then it has no directory any more, but a number until somebody asks for it. */
    boolean isOver() {
        List<String> stat = stat();
        if (stat == null || stat.get(0).matches("[ZXx]")) {
            return true;
        }
        try {
            Files.readSymbolicLink(directory.resolve(WORKING_DIRECTORY));
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * When the process started, by the clock of this machine, to a hundredth of a second.
     *
     * @param stat as {@link #stat()} gave it
     * @return null if the kernel does not tell how long it has been running
     */
    static @Nullable Instant started(List<String> stat) {
        String uptime = new ProcessFiles(PROC).read("uptime", 100);
        Instant now = Instant.now();
        if (uptime == null || stat.size() <= START_TIME) {
            return null;
        }
        double seconds = Double.parseDouble(uptime.split(" ", 2)[0]);
        double age = seconds - Long.parseLong(stat.get(START_TIME)) / TICKS_PER_SECOND;
        return now.minusMillis(Math.round(age * 1_000));
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
        Path current = directory.resolve(WORKING_DIRECTORY);
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
