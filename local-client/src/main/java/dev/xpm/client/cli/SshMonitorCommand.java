package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.settings.SettingsFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ssh-monitor", description = "Watches a workspace of another machine over SSH, in the terminal.")
final class SshMonitorCommand implements Callable<Integer> {
    private final Program program;
    private final WorkspaceOptions workspace;

    @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "host, user@host, or an alias")
    @Nullable
    String host;

    @Parameters(index = "1", arity = "0..1", paramLabel = "REMOTE_WORKDIR", description = "directory on that host")
    @Nullable
    String remoteWorkdir;

    @Option(names = "--web", description = "as a web page")
    boolean web;

    @Option(
            names = "--remote-xpm",
            paramLabel = "CMD",
            description = "command that starts experimaestro, or this program, on the host")
    @Nullable
    String remoteXpm;

    @Option(
            names = {"-o", "--ssh-option"},
            paramLabel = "OPT",
            description = "for ssh, such as \"-p 2222\" or Port=2222; may be repeated")
    List<String> sshOptions = new ArrayList<>();

    @Option(names = "--remote-shell-init", paramLabel = "CMD", description = "shell text to run on the host first")
    @Nullable
    String shellInit;

    @Option(names = "--uv-offline", description = "have uv use what it has")
    boolean offline;

    @Option(names = "--no-uv-offline", description = "let uv use the network although the settings say otherwise")
    boolean online;

    @Option(names = "--remote-python", paramLabel = "P", description = "Python for uv")
    @Nullable
    String python;

    @Option(names = "--force-version", description = "exactly the release of experimaestro this was tested with")
    boolean forceVersion;

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "for each answer after the first (default: 60)")
    Duration requestTimeout = SessionLimits.DEFAULT.request();

    @Mixin
    EventOptions events = new EventOptions();

    @Mixin
    WatcherOptions watcher = new WatcherOptions();

    SshMonitorCommand(Program program, WorkspaceOptions workspace) {
        this.program = program;
        this.workspace = workspace;
    }

    @Override
    public Integer call() throws Exception {
        SettingsFile settings = program.settings();
        var limits = new SessionLimits(program.options().timeout, requestTimeout);
        SessionPlan plan = choice().plan(settings, limits);
        Face face = Face.choose(events.eventsViewer, !web);
        var viewer = new Viewer(program, settings, events);
        viewer.begin(face);
        return viewer.show(plan, face);
    }

    SshChoice choice() {
        Boolean uv = null;
        if (offline || online) {
            uv = offline;
        }
        return new SshChoice(
                host,
                remoteWorkdir == null ? workspace.workdir : remoteWorkdir,
                workspace.workspace,
                sshOptions,
                shellInit,
                new LaunchChoice(remoteXpm, uv, python, forceVersion));
    }
}
