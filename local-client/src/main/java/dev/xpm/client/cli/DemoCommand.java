package dev.xpm.client.cli;

import dev.xpm.client.connect.LocalAgent;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.demo.Demo;
import dev.xpm.client.settings.SettingsFile;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything after the sample is set up is what {@code ssh-monitor} does. */
@Command(
        name = "demo",
        description = "Plays a sample experiment in a temporary directory and watches it over an embedded SSH server.")
final class DemoCommand implements Callable<Integer> {
    private final Program program;

    @Option(names = "--web", description = "as a web page")
    boolean web;

    @Mixin
    EventOptions events = new EventOptions();

    DemoCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        SettingsFile settings = program.settings();
        Face face = Face.choose(events.eventsViewer, !web);
        var viewer = new Viewer(program, settings, events);
        viewer.begin(face);
        program.messages().status("making a sample workspace …");
        Demo demo = program.leaving().closeAtEnd(new Demo(Clock.systemUTC()));
        demo.start();
        String agent = LocalAgent.launcher(List.of()).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        var choice =
                new SshChoice(demo.host(), demo.workspace(), null, demo.sshOptions(), null, LaunchChoice.by(agent));
        var limits = new SessionLimits(program.options().timeout, SessionLimits.DEFAULT.request());
        return viewer.show(List.of(choice.plan(settings, limits)), face);
    }
}
