package dev.xpm.client.tui;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.input.MouseAction;
import com.googlecode.lanterna.input.MouseActionType;
import com.googlecode.lanterna.screen.TerminalScreen;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.problem.ExitCode;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.tui.terminal.Ending;
import dev.xpm.client.tui.terminal.Inbox;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.client.tui.terminal.TtyTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The terminal face of the watched workspaces. It takes over the terminal while it runs and gives it back however it ends: by a
 * key, a signal or an error.
 */
public final class TerminalApp {
    /** Running durations tick once a second. */
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Fleet fleet;
    private final FleetFiles files;
    private final FleetForwards forwards;
    private final TerminalOptions options;
    private final Clock clock;
    private final Inbox inbox = new Inbox();

    public TerminalApp(Fleet fleet, FleetFiles files, FleetForwards forwards, TerminalOptions options) {
        this.fleet = fleet;
        this.files = files;
        this.forwards = forwards;
        this.options = options;
        this.clock = Clock.system(ZoneId.systemDefault());
    }

    /**
     * Runs until the user quits. The mirrors stay open.
     *
     * @param in keys, as bytes of the terminal
     * @param out the terminal
     * @return the exit code for the command line
     */
    public int run(InputStream in, OutputStream out) throws MonitorException {
        try {
            var terminal = new TtyTerminal(in, out, options.mouse());
            var screen = new TerminalScreen(terminal);
            var ending = new Ending(screen, terminal);
            AutoCloseable subscription = fleet.onChange(inbox::change);
            try {
                screen.startScreen();
                screen.setCursorPosition(null);
                terminal.addResizeListener((resized, size) -> inbox.hurry());
                readKeys(terminal);
                loop(screen, terminal);
            } finally {
                ending.run();
                subscription.close();
            }
            return ExitCode.OK;
        } catch (Exception e) {
            throw new MonitorException(
                    Problem.INTERNAL,
                    "the terminal face ended because of " + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    Problem.INTERNAL.hint(),
                    List.of(),
                    e);
        }
    }

    /** Has {@link #run} return soon, as if the user had left. */
    public void end() {
        inbox.key(new KeyStroke(KeyType.EOF));
    }

    private void readKeys(TtyTerminal terminal) {
        var reader = new Thread(
                () -> {
                    try {
                        KeyStroke key;
                        do {
                            key = terminal.readInput();
                            inbox.key(key);
                        } while (!isEnd(key));
                    } catch (IOException | RuntimeException e) {
                        inbox.key(new KeyStroke(KeyType.EOF));
                    }
                },
                "xpm-keys");
        reader.setDaemon(true);
        reader.start();
    }

    private static boolean isEnd(KeyStroke key) {
        return key.getKeyType() == KeyType.EOF;
    }

    private void loop(TerminalScreen screen, TtyTerminal terminal) throws IOException, InterruptedException {
        var painter = new Painter(screen, options.ascii());
        var face = new Face(fleet, files, forwards, options, clock, new Around(terminal, painter));
        try {
            while (!face.isFinished()) {
                face.update();
                painter.paint(face);
                Inbox.Delivery delivery = inbox.await(options.refresh().toNanos(), untilNextTick());
                delivery.keys().forEach(key -> press(face, key));
            }
        } finally {
            face.close();
        }
    }

    /** The clock in the header changes on the second. */
    private long untilNextTick() {
        long millis = clock.millis() % 1_000;
        return TICK_NANOS - TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static void press(Face face, KeyStroke stroke) {
        if (stroke instanceof MouseAction mouse) {
            TerminalPosition at = mouse.getPosition();
            if (mouse.getActionType() == MouseActionType.CLICK_DOWN) {
                face.click(at.getColumn(), at.getRow());
            } else if (mouse.getActionType() == MouseActionType.SCROLL_UP
                    || mouse.getActionType() == MouseActionType.SCROLL_DOWN) {
                face.wheel(mouse.getActionType() == MouseActionType.SCROLL_UP);
            }
            return;
        }
        Key key = Key.of(stroke);
        if (key != null) {
            face.press(key);
        }
    }

    private final class Around implements Face.Outside {
        private final TtyTerminal terminal;

        private final Painter painter;

        Around(TtyTerminal terminal, Painter painter) {
            this.terminal = terminal;
            this.painter = painter;
        }

        @Override
        public void wake() {
            inbox.change();
        }

        @Override
        public void send(byte[] sequence) {
            try {
                terminal.send(sequence);
            } catch (IOException e) {
                inbox.key(new KeyStroke(KeyType.EOF));
            }
        }

        @Override
        public void redraw() {
            painter.forget();
        }
    }
}
