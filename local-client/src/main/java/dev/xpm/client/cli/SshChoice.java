package dev.xpm.client.cli;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.client.settings.SshSettings;
import dev.xpm.client.settings.WorkspaceSettings;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says of a remote workspace; what it leaves open, the entry of the settings says. Source:
 * interfaces.md 1.3.
 *
 * @param options values of {@code -o}; any of them replaces the whole list of the settings
 */
record SshChoice(
        @Nullable String host,
        @Nullable String workdir,
        @Nullable String workspace,
        List<String> options,
        @Nullable String shellInit,
        LaunchChoice launch) {
    SshChoice {
        options = List.copyOf(options);
    }

    SessionPlan plan(SettingsFile settings, SessionLimits limits) throws MonitorException {
        WorkspaceSettings entry = workspace == null ? null : LocalChoice.entry(settings, workspace);
        SshSettings ssh = entry == null ? null : entry.ssh();
        if (entry != null && ssh == null) {
            throw new MonitorException(
                    Problem.WORKSPACE_IS_LOCAL,
                    "workspace \"" + workspace + "\" is local; use \"experiments monitor --workspace " + workspace
                            + "\"");
        }
        String hostText = first(host, ssh == null ? null : ssh.host());
        if (hostText == null) {
            throw new MonitorException(
                    Problem.NO_HOST, "no SSH host; give HOST or --workspace ID whose entry has ssh.host");
        }
        String directory = first(workdir, entry == null ? null : entry.path());
        if (directory == null) {
            throw new MonitorException(
                    Problem.NO_REMOTE_WORKDIR,
                    "no remote workspace directory; give REMOTE_WORKDIR or a workspace path");
        }
        SshOptions sshOptions = SshOptions.parse(options.isEmpty() && ssh != null ? ssh.options() : options);
        return new SessionPlan(
                SourceId.ONLY,
                new Destination.Ssh(
                        parsed(hostText), sshOptions, TransportChoice.of(ssh == null ? null : ssh.transport())),
                directory,
                launch.decide(ssh),
                first(shellInit, ssh == null ? null : ssh.shellInit()),
                limits);
    }

    private static SshHost parsed(String text) throws MonitorException {
        try {
            return SshHost.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MonitorException(
                    Problem.MISUSE,
                    "host \"" + UntrustedText.of(text).forTerminal() + "\" is not usable: " + e.getMessage());
        }
    }

    /** Empty counts as not given. */
    private static @Nullable String first(@Nullable String given, @Nullable String fallback) {
        if (given != null && !given.isEmpty()) {
            return given;
        }
        return fallback == null || fallback.isEmpty() ? null : fallback;
    }
}
