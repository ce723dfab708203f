package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.json.EventPrinter;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.client.tui.TerminalApp;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.client.web.WebApp;
import dev.xpm.client.web.guard.WebOptions;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens a workspace and shows it until the user leaves or the connection is lost. */
final class Viewer {
    private final Program program;
    private final SettingsFile settings;
    private final EventOptions options;

    Viewer(Program program, SettingsFile settings, EventOptions options) {
        this.program = program;
        this.settings = settings;
        this.options = options;
    }

    /** Opens the log, and refuses what cannot be shown before anything is started for it. */
    void begin(Face face) throws MonitorException {
        if (face == Face.TERMINAL && !program.terminal().outIsTerminal()) {
            throw new MonitorException(
                    Problem.MISUSE,
                    "the screen needs a terminal as standard output",
                    "use --web or --events-viewer",
                    List.of(),
                    null);
        }
        LogFile.open(program);
    }

    /**
     * Shows the workspaces until the end, after {@link #begin}; returns the exit code. One alone is connected before its
     * face appears; several are connected behind it, each by itself.
     */
    int show(List<SessionPlan> plans, Face face) throws MonitorException {
        return switch (face) {
            case EVENTS -> events(plans);
            case TERMINAL -> screen(plans);
            case WEB -> page(plans);
        };
    }

    private int events(List<SessionPlan> plans) throws MonitorException {
        var printer = program.leaving()
                .closeAtEnd(new EventPrinter(
                        program.terminal().out(), options.format, !options.noProgress, ZoneId.systemDefault()));
        var ends = new ArrayList<CompletableFuture<MonitorException>>();
        for (SessionPlan plan : plans) {
            var stream = new EventStream(printer, program.messages(), plan);
            var watch = new Watch(program, plan, reconnects());
            if (plans.size() == 1) {
                watch.keep(watch.open(stream), stream, stream);
            } else {
                watch.begin(stream, stream);
            }
            ends.add(stream.end());
        }
        program.leaving().signalMeansSuccess();
        CompletableFuture<Void> end = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        CompletableFuture.anyOf(end, printer.finished()).join();
        if (end.isDone()) {
            printer.close();
            throw ends.get(0).join();
        }
        return 0;
    }

    private int screen(List<SessionPlan> plans) throws MonitorException {
        List<Watched> all = watched(plans);
        Terminal terminal = program.terminal();
        if (all.size() == 1) {
            Watched only = all.get(0);
            AgentSession session = only.open();
            only.screenBegins();
            only.keep(session);
        } else {
            all.forEach(Watched::screenBegins);
            all.forEach(Watched::begin);
        }
        boolean ascii = program.options().ascii || settings.monitor().ascii();
        String color = program.options().color.name().toLowerCase(Locale.ROOT);
        TerminalOptions look = TerminalOptions.of(terminal.environment(), ascii, color, true)
                .with(settings.monitor().refresh(), settings.monitor().confirmQuit());
        var screen = new TerminalApp(fleet(all), files(all), forwards(all), look);
        var unused = over(all).thenRun(screen::end);
        int exit = screen.run(terminal.in(), terminal.out());
        return ended(all, exit);
    }

    private int page(List<SessionPlan> plans) throws MonitorException {
        List<Watched> all = watched(plans);
        WebOptions web = WebChoice.of(settings.server(), options.port);
        if (!web.isLoopback()) {
            program.messages()
                    .warning("the page is open to other machines at " + web.host() + ", and nothing is encrypted");
        }
        // It starts while the user may still be typing a password.
        CompletableFuture<WebApp> starting = CompletableFuture.supplyAsync(() -> start(all, web));
        try {
            if (all.size() == 1) {
                Watched only = all.get(0);
                only.keep(only.open());
            } else {
                all.forEach(Watched::begin);
            }
            WebApp page = starting.join();
            program.leaving().signalMeansSuccess();
            program.terminal().println(page.link());
            CompletableFuture.anyOf(page.stopped(), over(all)).join();
            return ended(all, 0);
        } catch (CompletionException e) {
            throw e.getCause() instanceof MonitorException problem ? problem : unexpected(e);
        } catch (IOException e) {
            throw unexpected(e);
        }
    }

    private WebApp start(List<Watched> all, WebOptions web) {
        try {
            return program.leaving().closeAtEnd(WebApp.start(fleet(all), files(all), forwards(all), web));
        } catch (MonitorException e) {
            throw new CompletionException(e);
        }
    }

    private static MonitorException unexpected(Exception failure) {
        return new MonitorException(
                Problem.INTERNAL,
                "the page ended: " + failure.getMessage(),
                Problem.INTERNAL.hint(),
                List.of(),
                failure);
    }

    private List<Watched> watched(List<SessionPlan> plans) {
        return plans.stream()
                .map(plan -> new Watched(program, plan, reconnects(), isReadOnly()))
                .toList();
    }

    private boolean reconnects() {
        return settings.monitor().reconnect() && !options.noReconnect;
    }

    private boolean isReadOnly() {
        return settings.monitor().readOnly() || options.readOnly;
    }

    private static Fleet fleet(List<Watched> all) {
        return new Fleet(all.stream().map(Watched::mirror).toList());
    }

    private static FleetFiles files(List<Watched> all) {
        return source -> of(all, source).files();
    }

    private static FleetForwards forwards(List<Watched> all) {
        return source -> of(all, source).forwards();
    }

    private static Watched of(List<Watched> all, SourceId source) {
        return all.stream().filter(one -> one.id().equals(source)).findFirst().orElse(all.get(0));
    }

    /** Ends when the last of the connections is lost for good. */
    private static CompletableFuture<Void> over(List<Watched> all) {
        return CompletableFuture.allOf(all.stream().map(Watched::over).toArray(CompletableFuture[]::new));
    }

    /** The exit code, unless every connection was lost for good. */
    private static int ended(List<Watched> all, int exit) throws MonitorException {
        if (over(all).isDone()) {
            throw all.get(0).over().join();
        }
        return exit;
    }
}
