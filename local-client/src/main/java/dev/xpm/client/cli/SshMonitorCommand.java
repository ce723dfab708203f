package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Option(names = "--all", description = "every remote workspace of the settings file, in one view")
    boolean all;

    @Spec
    @Nullable
    CommandSpec spec;

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
        List<SessionPlan> plans = plans(settings, limits);
        Face face = Face.choose(events.eventsViewer, !web);
        var viewer = new Viewer(program, settings, events);
        viewer.begin(face);
        return viewer.show(plans, face);
    }

    List<SessionPlan> plans(SettingsFile settings, SessionLimits limits) throws MonitorException {
        List<String> ids = all ? settings.remoteIds() : OneWorkspace.named(Objects.requireNonNull(spec));
        if (all && ids.isEmpty()) {
            throw new MonitorException(Problem.NOT_FOUND, "no remote workspace in " + settings.path());
        }
        if (ids.size() < 2) {
            String id = ids.isEmpty() ? null : ids.get(0);
            return List.of(choice(id).plan(settings, limits));
        }
        if (host != null || remoteWorkdir != null || workspace.workdir != null) {
            throw new MonitorException(
                    Problem.MISUSE,
                    "HOST and REMOTE_WORKDIR name one workspace, but " + ids.size() + " are to be watched");
        }
        var plans = new ArrayList<SessionPlan>();
        for (String id : ids) {
            plans.add(choice(id).plan(settings, limits).as(new SourceId(id)));
        }
        return plans;
    }

    private SshChoice choice(@Nullable String id) {
        Boolean uv = null;
        if (offline || online) {
            uv = offline;
        }
        return new SshChoice(
                host,
                remoteWorkdir == null ? workspace.workdir : remoteWorkdir,
                id,
                sshOptions,
                shellInit,
                new LaunchChoice(remoteXpm, uv, python, forceVersion));
    }
}
