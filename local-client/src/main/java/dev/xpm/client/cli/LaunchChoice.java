package dev.xpm.client.cli;

import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.RemoteLauncher;
import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.LaunchMode;
import dev.xpm.client.settings.SshSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says of how the agent is started, and the one place where that and the settings become a
 * decision. Source: interfaces.md 1.3 and 2.
 *
 * @param remoteXpm command that starts experimaestro, or our launcher
 * @param offline null if the command line does not say
 */
record LaunchChoice(
        @Nullable String remoteXpm,
        @Nullable Boolean offline,
        @Nullable String python,
        boolean forceVersion) {
    /** The command line says nothing. */
    static final LaunchChoice OPEN = new LaunchChoice(null, null, null, false);

    /** A command that was named. */
    static LaunchChoice by(String remoteXpm) {
        return new LaunchChoice(remoteXpm, null, null, false);
    }

    /** What is said here goes before what the entry of the settings says. */
    Launch decide(@Nullable SshSettings ssh) throws MonitorException {
        String given = notEmpty(remoteXpm);
        if (given != null) {
            return new Launch.Command(RemoteLauncher.custom(given));
        }
        LaunchMode mode = ssh == null ? LaunchMode.AUTO : ssh.launch();
        String path = ssh == null ? null : notEmpty(ssh.xpmPath());
        return switch (mode) {
            case XPM_PATH -> new Launch.Command(RemoteLauncher.custom(required(path)));
            case UV -> uv(ssh);
            case DEPLOY -> deploy();
            case AUTO -> path == null ? open(ssh) : new Launch.Command(RemoteLauncher.custom(path));
        };
    }

    /** Nothing names a command: our own agent, unless something is said that only uv understands. */
    private Launch open(@Nullable SshSettings ssh) {
        Launch.Uv uv = uv(ssh);
        AgentFiles files = AgentFiles.installed();
        boolean meansUv = !uv.words().equals(RemoteLauncher.uv(false, null, false));
        return meansUv || files == null ? uv : new Launch.Auto(new Launch.Deploy(files), uv);
    }

    private static Launch.Deploy deploy() throws MonitorException {
        AgentFiles files = AgentFiles.installed();
        if (files == null) {
            throw new MonitorException(
                    Problem.MISUSE, "ssh.launch is deploy, but this program was started without its launcher xpm");
        }
        return new Launch.Deploy(files);
    }

    private Launch.Uv uv(@Nullable SshSettings ssh) {
        boolean withoutNetwork = offline != null ? offline : ssh != null && ssh.uvOffline();
        String interpreter = notEmpty(python);
        if (interpreter == null && ssh != null) {
            interpreter = notEmpty(ssh.python());
        }
        return new Launch.Uv(RemoteLauncher.uv(withoutNetwork, interpreter, forceVersion));
    }

    private static String required(@Nullable String path) throws MonitorException {
        if (path == null) {
            throw new MonitorException(Problem.MISUSE, "ssh.launch is xpm_path, but ssh.xpm_path is not set");
        }
        return path;
    }

    private static @Nullable String notEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
