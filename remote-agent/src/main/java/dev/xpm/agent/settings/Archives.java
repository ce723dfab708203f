package dev.xpm.agent.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The folders to which the drivers of this host copy or move the finished jobs of a workspace. They stand in the settings
 * that the drivers themselves read, so whoever asks from elsewhere need not know them. A folder of the mode {@code use}
 * only lends jobs, and is none of these. Source: interfaces.md 2, workspace-format.md 5 and 6.7; that the original's
 * server reads the settings of its own host, and which entry it takes, was observed.
 */
public final class Archives {
    private static final Set<String> MODES = Set.of("backup", "move");

    /** Far more than a person writes. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 64;

    /** As the drivers replace them: {@code ${env:NAME}}, {@code ${env.NAME}}, and both with {@code oc.} before. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:oc\\.)?env[:.]([A-Za-z0-9_]+)}");

    private final Path file;
    private final Path home;
    private final Map<String, String> environment;

    Archives(Path file, Path home, Map<String, String> environment) {
        this.file = file;
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /** Those of this host and user. Reads nothing yet. */
    public static Archives ofThisHost() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String named = environment.get("XPM_SETTINGS");
        Path file = named == null || named.isEmpty()
                ? Path.of(home, ".config", "experimaestro", "settings.yaml")
                : Path.of(named);
        return new Archives(file, Path.of(home), environment);
    }

    /**
     * The folders of a workspace, each laid out below {@code jobs/} as the workspace is; none if the host has no settings,
     * or none for this workspace.
     *
     * @param workspace absolute, links resolved
     * @throws IOException if the settings are there and cannot be understood: what they would say is not known then
     */
    public List<Path> of(Path workspace) throws IOException {
        var folders = new ArrayList<Path>();
        if (read() instanceof Map<?, ?> settings) {
            for (Object entry : items(settings.get("workspaces"))) {
                if (entry instanceof Map<?, ?> fields && !isElsewhere(fields) && isAt(fields.get("path"), workspace)) {
                    addFolders(folders, fields);
                }
            }
        }
        return folders;
    }

    private void addFolders(List<Path> folders, Map<?, ?> entry) {
        for (Object folder : items(entry.get("folders"))) {
            if (folder instanceof Map<?, ?> fields && MODES.contains(String.valueOf(fields.get("mode")))) {
                Path path = path(fields.get("path"));
                if (path != null) {
                    folders.add(path);
                }
            }
        }
    }

    private static List<?> items(@Nullable Object value) {
        return value instanceof List<?> items ? items : List.of();
    }

    /** The path of an entry with a host is one of that host. */
    private static boolean isElsewhere(Map<?, ?> entry) {
        return entry.get("ssh") instanceof Map<?, ?> ssh && ssh.get("host") instanceof String host && !host.isEmpty();
    }

    private boolean isAt(@Nullable Object text, Path workspace) throws IOException {
        Path path = path(text);
        try {
            return path != null && path.toRealPath().equals(workspace);
        } catch (FileSystemException e) {
            // Not there, or not ours to look at; the workspace is both.
            return false;
        }
    }

    private @Nullable Path path(@Nullable Object text) {
        if (text == null) {
            return null;
        }
        String plain = VARIABLE.matcher(text.toString()).replaceAll(this::variable);
        try {
            if (plain.equals("~")) {
                return home;
            }
            return plain.startsWith("~/")
                    ? home.resolve(plain.substring(2))
                    : Path.of(plain).toAbsolutePath();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private String variable(MatchResult found) {
        return Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group()));
    }

    private @Nullable Object read() throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (content.length > MAX_BYTES) {
            throw new FileSystemException(file.toString(), null, "the settings of the host are too long");
        }
        var options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            return new Yaml(new SafeConstructor(options)).load(new String(content, StandardCharsets.UTF_8));
        } catch (MarkedYAMLException e) {
            throw unreadable(
                    e.getProblemMark() == null
                            ? ""
                            : ", line " + (e.getProblemMark().getLine() + 1));
        } catch (YAMLException e) {
            throw unreadable("");
        }
    }

    private FileSystemException unreadable(String where) {
        return new FileSystemException(
                file.toString(), null, "the settings of the host cannot be read (" + file.getFileName() + where + ")");
    }
}
