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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The schema of the settings file. Source: interfaces.md 2. */
final class SettingsReader {
    /** More runs or retries than anybody keeps. */
    private static final int MAX_COUNT = 1_000_000;

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
            return read(Optional.empty());
        }
        var root = new Section("", fields, findings, interpolation);
        ServerSettings server = server(root.section("server"));
        List<WorkspaceSettings> workspaces = workspaces(root);
        Map<String, String> env = root.environment("env");
        HistorySettings history = history(root.section("history"));
        CarbonSettings carbon = carbon(root.section("carbon"));
        Set<String> ids = workspaces.stream().map(WorkspaceSettings::id).collect(Collectors.toSet());
        Section own = root.section("monitor");
        MonitorSettings monitor = own == null ? MonitorSettings.DEFAULT : new MonitorReader(own, ids, home).read();
        root.warnOfUnknownKeys();
        return new SettingsFile(path, server, workspaces, env, history, carbon, monitor, findings.warnings());
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
            } else if (token != null && token.isEmpty()) {
                section.problem(section.at("token"), "token", "must not be empty");
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
            folders.add(new FolderSettings(folder.path("path", folderPath, home), mode == null ? "use" : mode));
            folder.warnOfUnknownKeys();
        }
        var entry = new WorkspaceSettings(
                id,
                ssh == null ? resolve(section, text) : text,
                section.environment("env"),
                section.texts("triggers"),
                folders,
                section.number("max_retries", WorkspaceSettings.DEFAULT_RETRIES, 0, MAX_COUNT),
                history(section.section("history")),
                ssh);
        section.warnOfUnknownKeys();
        return entry;
    }

    private @Nullable SshSettings ssh(@Nullable Section section) {
        if (section == null) {
            return null;
        }
        String host = section.text("host");
        String launch = section.choice("launch", LaunchMode.words());
        var ssh = new SshSettings(
                host == null ? "" : host,
                section.text("shell_init"),
                section.flag("uv_offline", false),
                section.text("python"),
                section.text("xpm_path"),
                section.choice("transport", List.of("auto", "builtin", "openssh")),
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
            String folder = section.path("alt_workspaces", paths.getOrDefault(item, item), home);
            folders.add(new FolderSettings(folder, "use"));
        }
        if (!folders.isEmpty()) {
            var replacement = new StringBuilder();
            folders.forEach(folder -> replacement
                    .append(replacement.length() == 0 ? "" : ", ")
                    .append("{path: ")
                    .append(YamlText.of(folder.path()))
                    .append(", mode: use}"));
            section.warning(
                    section.at("alt_workspaces"), "alt_workspaces is deprecated; write folders: [" + replacement + "]");
        }
        return folders;
    }

    private static HistorySettings history(@Nullable Section section) {
        if (section == null) {
            return HistorySettings.DEFAULT;
        }
        var history = new HistorySettings(
                section.number("max_done", HistorySettings.DEFAULT.maxDone(), 0, MAX_COUNT),
                section.number("max_failed", HistorySettings.DEFAULT.maxFailed(), 0, MAX_COUNT));
        section.warnOfUnknownKeys();
        return history;
    }

    private static CarbonSettings carbon(@Nullable Section section) {
        if (section == null) {
            return CarbonSettings.DEFAULT;
        }
        CarbonSettings usual = CarbonSettings.DEFAULT;
        String provider = section.text("provider");
        var carbon = new CarbonSettings(
                section.flag("enabled", usual.enabled()),
                provider == null ? usual.provider() : provider,
                section.text("country_iso_code"),
                section.text("region"),
                section.positive("report_interval_s", usual.reportSeconds()),
                section.flag("warn_if_unavailable", usual.warnIfUnavailable()));
        section.warnOfUnknownKeys();
        return carbon;
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
