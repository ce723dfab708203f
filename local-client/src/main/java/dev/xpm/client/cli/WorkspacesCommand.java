package dev.xpm.client.cli;

import dev.xpm.client.settings.FolderSettings;
import dev.xpm.client.settings.HistorySettings;
import dev.xpm.client.settings.LaunchMode;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.client.settings.SshSettings;
import dev.xpm.client.settings.WorkspaceSettings;
import dev.xpm.client.settings.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "workspaces", synopsisSubcommandLabel = "COMMAND", description = "Workspaces of the settings file.")
final class WorkspacesCommand {
    private WorkspacesCommand() {}

    static CommandLine tree(Program program) {
        return new CommandLine(new WorkspacesCommand()).addSubcommand(new ListCommand(program));
    }

    @Command(name = "list", description = "Lists the workspaces of the settings file.")
    static final class ListCommand implements Callable<Integer> {
        private final Program program;

        @Option(
                names = {"-v", "--verbose"},
                description = "show all that is set, as YAML")
        boolean verbose;

        ListCommand(Program program) {
            this.program = program;
        }

        @Override
        public Integer call() throws Exception {
            SettingsFile settings = program.settings();
            if (settings.workspaces().isEmpty()) {
                program.messages().status("no workspaces in " + settings.path());
            }
            for (WorkspaceSettings entry : settings.workspaces()) {
                print(entry);
            }
            return 0;
        }

        private void print(WorkspaceSettings entry) throws IOException {
            SshSettings ssh = entry.ssh();
            String remote = ssh == null ? "" : " [remote: " + ssh.host() + "]";
            program.terminal().println("- " + entry.id() + ": " + entry.path() + remote);
            if (verbose) {
                for (String line : details(entry)) {
                    program.terminal().println("    " + line);
                }
            }
        }

        private static List<String> details(WorkspaceSettings entry) {
            var lines = new ArrayList<String>();
            if (!entry.env().isEmpty()) {
                lines.add("env:");
                entry.env()
                        .forEach((name, value) -> lines.add("  " + YamlText.of(name) + ": " + YamlText.quoted(value)));
            }
            list(lines, "triggers", entry.triggers());
            if (!entry.folders().isEmpty()) {
                lines.add("folders:");
                for (FolderSettings folder : entry.folders()) {
                    lines.add("  - {path: " + YamlText.quoted(folder.path()) + ", mode: " + folder.mode() + "}");
                }
            }
            if (entry.maxRetries() != WorkspaceSettings.DEFAULT_RETRIES) {
                lines.add("max_retries: " + entry.maxRetries());
            }
            HistorySettings history = entry.history();
            if (!history.equals(HistorySettings.DEFAULT)) {
                lines.add("history: {max_done: " + history.maxDone() + ", max_failed: " + history.maxFailed() + "}");
            }
            SshSettings ssh = entry.ssh();
            if (ssh != null) {
                lines.add("ssh:");
                lines.add("  host: " + YamlText.quoted(ssh.host()));
                ifSet(lines, "  shell_init", ssh.shellInit());
                if (ssh.uvOffline()) {
                    lines.add("  uv_offline: true");
                }
                ifSet(lines, "  python", ssh.python());
                ifSet(lines, "  xpm_path", ssh.xpmPath());
                ifSet(lines, "  transport", ssh.transport());
                if (ssh.launch() != LaunchMode.AUTO) {
                    lines.add("  launch: " + ssh.launch().word());
                }
                list(lines, "  options", ssh.options());
            }
            return lines;
        }

        private static void list(List<String> lines, String name, List<String> values) {
            if (!values.isEmpty()) {
                lines.add(name + ": " + values.stream().map(YamlText::quoted).toList());
            }
        }

        private static void ifSet(List<String> lines, String name, @Nullable String value) {
            if (value != null) {
                lines.add(name + ": " + YamlText.quoted(value));
            }
        }
    }
}
