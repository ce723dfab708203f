package dev.xpm.client.settings;

import dev.xpm.client.yaml.Position;
import dev.xpm.client.yaml.YamlNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schema of the settings file. Source: interfaces.md 2. */
final class SettingsReader {
    private static final List<String> MODES = List.of("use", "backup", "move");

    private final Path path;
    private final Findings findings;
    private final Interpolation interpolation;
    private final Map<String, String> environment;
    private final Path home;

    SettingsReader(
            Path path, Findings findings, Interpolation interpolation, Map<String, String> environment, Path home) {
        this.path = path;
        this.findings = findings;
        this.interpolation = interpolation;
        this.environment = environment;
        this.home = home;
    }

    /** Reads what it can; problems are with the findings. */
    SettingsFile read(Optional<YamlNode> document) {
        YamlNode node = document.orElse(new YamlNode.Fields(List.of(), Position.START));
        if (!(node instanceof YamlNode.Fields fields)) {
            findings.problem(node.at(), "the file must be a mapping");
            return new SettingsFile(path, ServerSettings.DEFAULT, List.of(), false, false, List.of());
        }
        var root = new Section("", fields, findings, interpolation);
        ServerSettings server = server(root.section("server"));
        List<WorkspaceSettings> workspaces = workspaces(root);
        boolean ascii = false;
        boolean readOnly = false;
        Section monitor = root.section("monitor");
        if (monitor != null) {
            ascii = monitor.flag("ascii");
            readOnly = monitor.flag("read_only");
            monitor.accept("theme", "refresh_ms", "confirm_quit", "notify", "reconnect", "host_probe_s");
            monitor.accept("boards", "metrics", "briefs_dir", "keys");
            monitor.warnOfUnknownKeys();
        }
        root.environment("env");
        history(root.section("history"));
        Section carbon = root.section("carbon");
        if (carbon != null) {
            carbon.accept("enabled", "provider", "country_iso_code", "region");
            carbon.accept("report_interval_s", "warn_if_unavailable");
            carbon.warnOfUnknownKeys();
        }
        root.warnOfUnknownKeys();
        return new SettingsFile(path, server, workspaces, ascii, readOnly, findings.warnings());
    }

    private ServerSettings server(@Nullable Section section) {
        Integer port = null;
        String host = null;
        String autohost = null;
        String token = null;
        if (section != null) {
            port = section.port("port");
            host = section.text("host");
            autohost = section.choice("autohost", List.of("fqdn", "name"));
            token = section.text("token");
            if (token != null && token.contains("${")) {
                section.problem(section.at("token"), "token", "names a variable that is not set");
            }
            section.warnOfUnknownKeys();
        }
        String portVariable = environment.getOrDefault("XPM_PORT", "");
        if (!portVariable.isEmpty()) {
            port = Ports.parse(portVariable);
            if (port == null) {
                findings.problem(null, "XPM_PORT must be a number 0-65535");
            }
        }
        String tokenVariable = environment.getOrDefault("XPM_TOKEN", "");
        token = tokenVariable.isEmpty() ? token : tokenVariable;
        return new ServerSettings(port == null ? ServerSettings.DEFAULT_PORT : port, host, autohost, token);
    }

    private List<WorkspaceSettings> workspaces(Section root) {
        List<Section> sections = root.sections("workspaces");
        var paths = new LinkedHashMap<String, String>();
        for (Section section : sections) {
            String id = section.text("id");
            String text = section.text("path");
            if (id != null && text != null) {
                paths.putIfAbsent(id, text);
            }
        }
        var ids = new HashSet<String>();
        var workspaces = new ArrayList<WorkspaceSettings>();
        for (Section section : sections) {
            WorkspaceSettings entry = workspace(section, paths);
            if (!entry.id().isEmpty() && !ids.add(entry.id())) {
                section.problem(section.at("id"), "id", "\"" + entry.id() + "\" appears twice");
            }
            workspaces.add(entry);
        }
        return workspaces;
    }

    private WorkspaceSettings workspace(Section section, Map<String, String> paths) {
        String id = section.required("id");
        String text = section.required("path");
        SshSettings ssh = ssh(section.section("ssh"));
        List<FolderSettings> folders = new ArrayList<>(alternatives(section, paths));
        for (Section folder : section.sections("folders")) {
            String folderPath = folder.required("path");
            String mode = folder.choice("mode", MODES);
            folders.add(new FolderSettings(expand(folder, folderPath), mode == null ? "use" : mode));
            folder.warnOfUnknownKeys();
        }
        section.accept("max_retries");
        history(section.section("history"));
        var entry = new WorkspaceSettings(
                id,
                ssh == null ? resolve(section, text) : text,
                section.environment("env"),
                section.texts("triggers"),
                folders,
                ssh);
        section.warnOfUnknownKeys();
        return entry;
    }

    private @Nullable SshSettings ssh(@Nullable Section section) {
        if (section == null) {
            return null;
        }
        String host = section.text("host");
        section.choice("transport", List.of("auto", "builtin"));
        String launch = section.choice("launch", LaunchMode.words());
        var ssh = new SshSettings(
                host == null ? "" : host,
                section.text("shell_init"),
                section.flag("uv_offline"),
                section.text("python"),
                section.text("xpm_path"),
                launch == null ? LaunchMode.AUTO : LaunchMode.of(launch),
                section.texts("options"));
        section.warnOfUnknownKeys();
        if (ssh.host().isEmpty()) {
            section.warning(section.at(), "ssh without host: the workspace stays local");
            return null;
        }
        return ssh;
    }

    /** The older way to name folders: each item is the id of another entry, or a path. */
    private List<FolderSettings> alternatives(Section section, Map<String, String> paths) {
        List<String> items = section.texts("alt_workspaces");
        var folders = new ArrayList<FolderSettings>();
        for (String item : items) {
            String folder = expand(section, paths.getOrDefault(item, item));
            folders.add(new FolderSettings(folder, "use"));
        }
        if (!folders.isEmpty()) {
            var replacement = new StringBuilder();
            folders.forEach(folder -> replacement
                    .append(replacement.length() == 0 ? "" : ", ")
                    .append("{path: ")
                    .append(folder.path())
                    .append(", mode: use}"));
            section.warning(
                    section.at("alt_workspaces"), "alt_workspaces is deprecated; write folders: [" + replacement + "]");
        }
        return folders;
    }

    private static void history(@Nullable Section section) {
        if (section != null) {
            section.accept("max_done", "max_failed");
            section.warnOfUnknownKeys();
        }
    }

    private String expand(Section section, String text) {
        try {
            return UserPath.expand(text, home).toString();
        } catch (InvalidPathException e) {
            section.problem(section.at("path"), "path", "is not a path");
            return text;
        }
    }

    private String resolve(Section section, String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            return UserPath.resolve(text, home).toString();
        } catch (InvalidPathException e) {
            section.problem(section.at("path"), "path", "is not a path");
            return text;
        }
    }
}
