package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "monitor", description = "Watches a workspace of this machine, by default as a web page.")
final class MonitorCommand implements Callable<Integer> {
    private final Program program;
    private final WorkspaceOptions workspace;

    @Option(names = "--console", description = "in the terminal")
    boolean console;

    @Option(names = "--web", description = "as a web page, which is the default")
    boolean web;

    @Option(names = "--sync", hidden = true)
    boolean sync;

    @Mixin
    EventOptions events = new EventOptions();

    @Mixin
    WatcherOptions watcher = new WatcherOptions();

    MonitorCommand(Program program, WorkspaceOptions workspace) {
        this.program = program;
        this.workspace = workspace;
    }

    @Override
    public Integer call() throws Exception {
        if (sync) {
            program.messages().warning("--sync is no longer needed: the workspace itself is read");
        }
        SettingsFile settings = program.settings();
        Path directory =
                LocalChoice.directory(workspace, settings, program.terminal().home());
        var limits = new SessionLimits(program.options().timeout, SessionLimits.DEFAULT.request());
        SessionPlan plan = LocalChoice.plan(directory, watcher.forAgent(), limits);
        Face face = Face.choose(events.eventsViewer, console && !web);
        var viewer = new Viewer(program, settings, events);
        viewer.begin(face);
        return viewer.show(List.of(plan), face);
    }
}
