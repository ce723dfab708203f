package dev.xpm.client.connect.config;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads configuration files by itself, for machines without an ssh program: Host, Match (all, host, originalhost, user,
 * localuser), Include, quotes. What it cannot decide, such as {@code Match exec}, does not match.
 *
 * <p>Not safe for use by several threads: one object reads for one host.
 */
final class ConfigFiles {
    private static final System.Logger LOG = System.getLogger(ConfigFiles.class.getName());

    /** The limit of OpenSSH. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_FILE_BYTES = 1 << 20;

    private final SshHost host;
    private final Path home;
    private final ConfigValues values = new ConfigValues();

    private ConfigFiles(SshHost host, Path home) {
        this.host = host;
        this.home = home;
    }

    /**
     * The settings of the options, the user's file and the system's file, in this order.
     *
     * @param home the user's home directory
     * @param system such as {@code /etc/ssh/ssh_config}
     */
    static ConfigValues read(SshHost host, SshOptions options, Path home, Path system) {
        var files = new ConfigFiles(host, home);
        if (host.user() != null) {
            files.values.add("user", host.user());
        }
        options.settings().forEach(setting -> files.values.add(setting.key(), setting.value()));
        String own = options.configFile();
        if (own == null) {
            Path ssh = home.resolve(".ssh");
            files.readFile(ssh.resolve("config"), ssh, true, 0);
            files.readFile(system, Objects.requireNonNullElse(system.getParent(), home), true, 0);
        } else if (!own.equalsIgnoreCase("none")) {
            files.readFile(Path.of(own), home.resolve(".ssh"), true, 0);
        }
        return files.values;
    }

    private void readFile(Path file, Path base, boolean activeAround, int depth) {
        boolean active = activeAround;
        for (String text : lines(file)) {
            ConfigLine line = ConfigLine.parse(text);
            if (line == null) {
                continue;
            }
            switch (line.keyword().toLowerCase(Locale.ROOT)) {
                case "host" -> active = activeAround && HostPatterns.match(line.arguments(), host.name());
                case "match" -> active = activeAround && matches(line.arguments());
                case "include" -> {
                    if (active && depth < MAX_DEPTH) {
                        for (String pattern : line.arguments()) {
                            for (Path included : included(pattern, base)) {
                                readFile(included, base, true, depth + 1);
                            }
                        }
                    }
                }
                default -> {
                    if (active) {
                        values.add(line.keyword(), String.join(" ", line.arguments()));
                    }
                }
            }
        }
    }

    private boolean matches(List<String> criteria) {
        boolean matched = true;
        var words = new ArrayDeque<>(criteria);
        while (!words.isEmpty()) {
            String word = words.remove().toLowerCase(Locale.ROOT);
            boolean negated = word.startsWith("!");
            String criterion = negated ? word.substring(1) : word;
            if (criterion.equals("all")) {
                matched &= !negated;
                continue;
            }
            String value = words.poll();
            List<String> patterns = value == null ? List.of() : List.of(value.split(",", -1));
            boolean holds =
                    switch (criterion) {
                        case "host" -> HostPatterns.match(patterns, values.get("hostname", host.name()));
                        case "originalhost" -> HostPatterns.match(patterns, host.name());
                        case "user" -> HostPatterns.match(patterns, values.get("user", localUser()));
                        case "localuser" -> HostPatterns.match(patterns, localUser());
                        default -> negated;
                    };
            matched &= holds != negated;
        }
        return matched;
    }

    private List<Path> included(String pattern, Path base) {
        Path path = pattern.startsWith("~/") ? home.resolve(pattern.substring(2)) : base.resolve(pattern);
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, String.valueOf(path.getFileName()))) {
            entries.forEach(found::add);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "an included SSH configuration cannot be listed: " + e.getMessage());
        }
        Collections.sort(found);
        return found;
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return List.of();
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "an SSH configuration cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static String localUser() {
        return System.getProperty("user.name");
    }
}
