package dev.xpm.client.settings;

import dev.xpm.client.yaml.StrictYaml;
import dev.xpm.client.yaml.YamlException;
import dev.xpm.client.yaml.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user's settings file says. It is read once and never written.
 *
 * @param path where it was looked for, to be named in messages
 * @param workspaces in the order of the file, with unique ids
 * @param env environment of all tasks, only shown
 * @param warnings what to tell the user although the file can be used
 */
public record SettingsFile(
        Path path,
        ServerSettings server,
        List<WorkspaceSettings> workspaces,
        Map<String, String> env,
        HistorySettings history,
        CarbonSettings carbon,
        MonitorSettings monitor,
        List<SettingsProblem> warnings) {
    /** A settings file is written by hand; a larger one is another file. */
    private static final int MAX_BYTES = 1024 * 1024;

    public SettingsFile {
        workspaces = List.copyOf(workspaces);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the file that the user names, the one of {@code XPM_SETTINGS}, or the usual one, which may be missing.
     * {@code XPM_TOKEN} and {@code XPM_PORT} win over it.
     *
     * @param named by the command line, null if it names none
     * @throws SettingsException with everything that is wrong
     */
    public static SettingsFile load(@Nullable Path named, Map<String, String> environment, Path home)
            throws SettingsException {
        String variable = environment.getOrDefault("XPM_SETTINGS", "");
        Path path = named;
        if (path == null && !variable.isEmpty()) {
            path = UserPath.expand(variable, home);
        }
        boolean mustExist = path != null;
        if (path == null) {
            path = home.resolve(".config/experimaestro/settings.yaml");
        }
        var findings = new Findings(path.toString());
        Optional<YamlNode> root = Optional.empty();
        if (mustExist || Files.exists(path)) {
            SettingsFileRights.check(path, findings);
            findings.refuseProblems();
            root = parse(path, findings);
        }
        findings.refuseProblems();
        SettingsFile settings =
                new SettingsReader(path, findings, new Interpolation(environment), environment, home).read(root);
        findings.refuseProblems();
        return settings;
    }

    /** The entry with that id. */
    public Optional<WorkspaceSettings> workspace(String id) {
        return workspaces.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** The entry that is meant when none is named: the first that is not remote. */
    public Optional<WorkspaceSettings> firstLocal() {
        return workspaces.stream().filter(entry -> !entry.isRemote()).findFirst();
    }

    /** The ids of all remote entries, in order. */
    public List<String> remoteIds() {
        return workspaces.stream()
                .filter(WorkspaceSettings::isRemote)
                .map(WorkspaceSettings::id)
                .toList();
    }

    /** The local entry that an experiment belongs to by its id: entries and their patterns in order, the first counts. */
    public Optional<WorkspaceSettings> triggeredBy(String experiment) {
        return workspaces.stream()
                .filter(entry -> !entry.isRemote())
                .filter(entry -> entry.triggers().stream().anyMatch(trigger -> new Glob(trigger).matches(experiment)))
                .findFirst();
    }

    private static Optional<YamlNode> parse(Path path, Findings findings) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                findings.problem(null, "larger than 1 MiB");
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return StrictYaml.read(text);
        } catch (YamlException e) {
            findings.problem(e.at(), String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            findings.problem(null, "not UTF-8");
        } catch (IOException e) {
            findings.problem(null, "cannot be read");
        }
        return Optional.empty();
    }
}
