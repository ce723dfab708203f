package dev.xpm.agent.host;

import dev.xpm.agent.process.LocalHost;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.HostInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at the machine when it is asked, and never by itself. Safe for use by several threads. */
public final class HostProbe {
    private static final Pattern PRETTY_NAME = Pattern.compile("(?m)^PRETTY_NAME=\"?(.*?)\"?$");

    /** More than any of the files that are read here. */
    private static final int MAX_BYTES = 1 << 16;

    private final Path workspace;
    private final Clock clock;
    private final GpuProbe gpus;

    public HostProbe(Path workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.gpus = new GpuProbe("nvidia-smi");
    }

    public HostInfo look() {
        String memory = read("/proc/meminfo");
        FileStore disk = disk();
        return new HostInfo(
                UntrustedText.of(LocalHost.name()),
                UntrustedText.of(os()),
                cpus(),
                load(read("/proc/loadavg")),
                megabytes(memory, "MemTotal"),
                megabytes(memory, "MemAvailable"),
                megabytes(disk, FileStore::getTotalSpace),
                megabytes(disk, FileStore::getUsableSpace),
                clock.millis() / 1e3,
                UntrustedText.of(clock.getZone().getId()),
                gpus.look());
    }

    private static String os() {
        Matcher name = PRETTY_NAME.matcher(read("/etc/os-release"));
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return name.find() ? name.group(1) + ", " + kernel : kernel;
    }

    /** Those of the machine, which our own virtual machine is told not to see. */
    private static int cpus() {
        int count = count(read("/sys/devices/system/cpu/online").strip());
        return count > 0 ? count : Runtime.getRuntime().availableProcessors();
    }

    /** How many numbers a list such as {@code 0-3,8} names; 0 if it is none. */
    static int count(String list) {
        int count = 0;
        for (String part : list.split(",", -1)) {
            Matcher range = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?").matcher(part);
            if (!range.matches()) {
                return 0;
            }
            int first = Integer.parseInt(range.group(1));
            count += range.group(2) == null ? 1 : Integer.parseInt(range.group(2)) - first + 1;
        }
        return count;
    }

    static @Nullable List<Double> load(String text) {
        String[] words = text.strip().split("\\s+", -1);
        if (words.length < 3) {
            return null;
        }
        var load = new ArrayList<Double>();
        try {
            for (int i = 0; i < 3; i++) {
                load.add(Double.valueOf(words[i]));
            }
        } catch (NumberFormatException e) {
            return null;
        }
        return load;
    }

    static @Nullable Long megabytes(String memory, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d{1,18}) kB$").matcher(memory);
        return line.find() ? Long.valueOf(Long.parseLong(line.group(1)) >> 10) : null;
    }

    private interface Space {
        long of(FileStore disk) throws IOException;
    }

    private static @Nullable Long megabytes(@Nullable FileStore disk, Space space) {
        try {
            return disk == null ? null : Long.valueOf(space.of(disk) >> 20);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable FileStore disk() {
        try {
            return Files.getFileStore(workspace);
        } catch (IOException e) {
            return null;
        }
    }

    private static String read(String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
