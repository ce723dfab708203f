package dev.xpm.client.tui;

import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.pull.LogOpener;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.pull.WorkspaceFiles;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The face on a terminal in memory, over a real session with a scripted workspace. What it shows is read as text. */
final class Stage implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T14:03:27Z");

    final ScriptedWorkspace workspace = new ScriptedWorkspace();
    final Fleet fleet;
    final WorkspaceMirror mirror;
    final List<String> sent = new ArrayList<>();
    private final DefaultVirtualTerminal terminal;
    private final TerminalScreen screen;
    private final Painter painter;
    private final TerminalOptions options;
    private final MovableClock clock = new MovableClock();
    LogOpener logs = (job, stream) -> null;
    final ScriptedCopies copies = new ScriptedCopies();
    final Forwards forwards = new Forwards();
    PipedSession peer;
    Face face;

    Stage(int columns, int rows) throws Exception {
        this(
                columns,
                rows,
                new TerminalOptions(false, TerminalOptions.Colours.MANY, false, TerminalOptions.Multiplexer.NONE));
    }

    Stage(int columns, int rows, TerminalOptions options) throws Exception {
        this(columns, rows, options, List.of(SourceId.ONLY));
    }

    /** With a workspace for each name, all alike and none connected. */
    static Stage several(int columns, int rows, String... names) throws Exception {
        return new Stage(
                columns,
                rows,
                new TerminalOptions(false, TerminalOptions.Colours.MANY, false, TerminalOptions.Multiplexer.NONE),
                Stream.of(names).map(SourceId::new).toList());
    }

    private Stage(int columns, int rows, TerminalOptions options, List<SourceId> sources) throws Exception {
        this.options = options;
        fleet = new Fleet(sources.stream()
                .map(source -> new WorkspaceMirror(
                        new Source(source, UntrustedText.of("user@hpc"), UntrustedText.of("/ws")),
                        new HurriedTime("xpm-mirror", clock)))
                .toList());
        mirror = fleet.mirrors().get(0);
        terminal = new DefaultVirtualTerminal(new TerminalSize(columns, rows));
        screen = new TerminalScreen(terminal);
        screen.startScreen();
        painter = new Painter(screen, options.ascii());
        face = newFace();
    }

    private Face newFace() {
        return new Face(fleet, source -> new Files(), source -> forwards, options, clock, new Face.Outside() {
            @Override
            public void wake() {}

            @Override
            public void send(byte[] sequence) {
                sent.add(new String(sequence, StandardCharsets.UTF_8));
            }

            @Override
            public void redraw() {}
        });
    }

    private final class Files implements WorkspaceFiles {
        @Override
        public @Nullable LogSource open(JobKey job, LogStream stream) {
            return logs.open(job, stream);
        }

        @Override
        public Pulls pulls() {
            return copies.pulls;
        }
    }

    Stage connect() throws Exception {
        peer = new PipedSession(workspace, mirror);
        mirror.attach(peer.session());
        return settle(state -> state.experiments().isKnown());
    }

    /** Connects one of several to a workspace. */
    PipedSession connect(int number, ScriptedWorkspace other) throws Exception {
        WorkspaceMirror one = fleet.mirrors().get(number);
        var session = new PipedSession(other, one);
        one.attach(session.session());
        await().until(() -> !(one.state().experiments() instanceof Answer.Loading));
        face.update();
        return session;
    }

    /** Waits until the mirror has published such a state, and takes it. */
    Stage settle(Predicate<MirrorState> wanted) {
        await().until(() -> wanted.test(mirror.state()));
        face.update();
        return this;
    }

    Stage press(String... names) {
        for (String name : names) {
            face.press(name.length() == 1 ? new Key(name, name.charAt(0)) : new Key(name, (char) 0));
            face.update();
        }
        return this;
    }

    Stage type(String text) {
        text.chars().forEach(unit -> face.press(new Key(String.valueOf((char) unit), (char) unit)));
        return this;
    }

    Stage later(long seconds) {
        clock.now = clock.now.plusSeconds(seconds);
        return this;
    }

    Stage resize(int columns, int rows) {
        terminal.setTerminalSize(new TerminalSize(columns, rows));
        return this;
    }

    /** Draws and reads what the terminal holds then, line by line, without blanks at the ends. */
    List<String> lines() {
        try {
            painter.paint(face);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var lines = new ArrayList<String>();
        TerminalSize size = terminal.getTerminalSize();
        for (int y = 0; y < size.getRows(); y++) {
            var line = new StringBuilder();
            for (int x = 0; x < size.getColumns(); x++) {
                TextCharacter cell = terminal.getCharacter(x, y);
                line.append(cell.getCharacterString());
                if (cell.isDoubleWidth()) {
                    x++;
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    TextCharacter cell(int column, int row) {
        return terminal.getCharacter(column, row);
    }

    String text() {
        return String.join("\n", lines());
    }

    String line(int row) {
        return lines().get(row);
    }

    /** The line that the cursor's bar is on. */
    String cursorLine() {
        return lines().stream().filter(line -> line.startsWith("▌")).findFirst().orElse("");
    }

    @Override
    public void close() throws java.io.IOException {
        face.close();
        forwards.close();
        fleet.mirrors().forEach(WorkspaceMirror::close);
        if (peer != null) {
            peer.close();
        }
        screen.stopScreen();
    }

    private static final class MovableClock extends Clock {
        private volatile Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
