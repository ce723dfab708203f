package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.json.EventPrinter;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.client.tui.TerminalApp;
import dev.xpm.client.tui.TerminalOptions;
import dev.xpm.client.web.WebApp;
import dev.xpm.client.web.WebOptions;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
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

    /** Shows the workspace until the end, after {@link #begin}; returns the exit code. */
    int show(SessionPlan plan, Face face) throws MonitorException {
        return switch (face) {
            case EVENTS -> events(plan);
            case TERMINAL -> screen(plan);
            case WEB -> page(plan);
        };
    }

    private int events(SessionPlan plan) throws MonitorException {
        var printer = program.leaving()
                .closeAtEnd(new EventPrinter(
                        program.terminal().out(), options.format, !options.noProgress, ZoneId.systemDefault()));
        var stream =
                new EventStream(printer, program.messages(), plan.destination().label());
        Watch watch = watch(plan);
        AgentSession session = watch.open(stream);
        program.leaving().signalMeansSuccess();
        watch.keep(session, stream, stream);
        CompletableFuture.anyOf(stream.end(), printer.finished()).join();
        MonitorException lost = stream.end().getNow(null);
        if (lost != null) {
            printer.close();
            throw lost;
        }
        return 0;
    }

    private int screen(SessionPlan plan) throws MonitorException {
        Terminal terminal = program.terminal();
        WorkspaceMirror mirror = mirror(plan);
        var files = program.leaving().closeAtEnd(new SessionFiles());
        var listener = new ScreenListener(mirror, files, program.messages());
        Watch watch = watch(plan);
        AgentSession session = watch.open(listener);
        listener.screenBegins();
        keep(watch, session, mirror, listener);
        boolean ascii = program.options().ascii || settings.monitor().ascii();
        String color = program.options().color.name().toLowerCase(Locale.ROOT);
        TerminalOptions look = TerminalOptions.of(terminal.environment(), ascii, color, true)
                .with(settings.monitor().refresh(), settings.monitor().confirmQuit());
        var screen = new TerminalApp(Fleet.of(mirror), source -> files, look);
        var unused = watch.over().thenRun(screen::end);
        int exit = screen.run(terminal.in(), terminal.out());
        return ended(watch, exit);
    }

    private int page(SessionPlan plan) throws MonitorException {
        WorkspaceMirror mirror = mirror(plan);
        WebOptions web = WebChoice.of(settings.server(), options.port);
        if (!web.isLoopback()) {
            program.messages()
                    .warning("the page is open to other machines at " + web.host() + ", and nothing is encrypted");
        }
        var files = program.leaving().closeAtEnd(new SessionFiles());
        // It starts while the user may still be typing a password.
        CompletableFuture<WebApp> starting = CompletableFuture.supplyAsync(() -> start(mirror, files, web));
        try {
            var listener = new ScreenListener(mirror, files, program.messages());
            Watch watch = watch(plan);
            AgentSession session = watch.open(listener);
            keep(watch, session, mirror, listener);
            WebApp page = starting.join();
            program.leaving().signalMeansSuccess();
            program.terminal().println(page.link());
            CompletableFuture.anyOf(page.stopped(), watch.over()).join();
            return ended(watch, 0);
        } catch (CompletionException e) {
            throw e.getCause() instanceof MonitorException problem ? problem : unexpected(e);
        } catch (IOException e) {
            throw unexpected(e);
        }
    }

    private WebApp start(WorkspaceMirror mirror, SessionFiles files, WebOptions web) {
        try {
            return program.leaving().closeAtEnd(WebApp.start(Fleet.of(mirror), source -> files, web));
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

    private WorkspaceMirror mirror(SessionPlan plan) {
        var host = UntrustedText.of(
                plan.destination() instanceof Destination.Ssh ssh ? ssh.host().text() : "");
        return program.leaving()
                .closeAtEnd(new WorkspaceMirror(
                        new Source(SourceId.ONLY, host, UntrustedText.of(plan.workdir())), Clock.systemUTC()));
    }

    private Watch watch(SessionPlan plan) {
        return new Watch(program, plan, settings.monitor().reconnect() && !options.noReconnect);
    }

    /** From now on questions are asked in the face, and the user can have the next attempt at once. */
    private static void keep(Watch watch, AgentSession session, WorkspaceMirror mirror, ScreenListener listener) {
        watch.prompter().use(mirror.prompts());
        Reconnector reconnector = watch.keep(session, listener, listener);
        mirror.onRetry(reconnector::retryNow);
    }

    /** The exit code, unless the connection was lost for good. */
    private static int ended(Watch watch, int exit) throws MonitorException {
        MonitorException lost = watch.over().getNow(null);
        if (lost != null) {
            throw lost;
        }
        return exit;
    }
}
