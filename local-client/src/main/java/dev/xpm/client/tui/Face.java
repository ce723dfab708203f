package dev.xpm.client.tui;

import dev.xpm.client.change.Changes;
import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.pull.WorkspaceFiles;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.tui.terminal.Clipboard;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Theme;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.KeyMap;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tone;
import dev.xpm.client.view.Totals;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The terminal face as a machine: keys and states go in, a drawing comes out. It knows no threads and no terminal; all
 * calls but {@link #wake} come from one thread.
 */
final class Face {
    private static final int LEAST_WIDTH = 60;
    private static final int LEAST_HEIGHT = 15;

    private final Fleet fleet;
    private final FleetFiles files;
    private final FleetForwards forwards;
    private final TerminalOptions options;
    private final Clock clock;
    private final Outside outside;
    private final Theme theme;
    private final Frame frame = new Frame(this);
    private final Toasts toasts = new Toasts();
    private final LinkNews news = new LinkNews(this);
    private final HostQuestions questions;
    private final Copies copies;
    private final Ways ways;
    private final ChangeDesk changes;
    private final PageStacks pages;
    private FleetState state;
    private @Nullable Dialog dialog;
    private Totals totals;
    private boolean started;
    private boolean finished;
    private int readOutput;
    private int width;
    private int height;

    /** What the face needs of the world around it. */
    interface Outside {
        /** Asks for a new drawing soon; from any thread. */
        void wake();

        /** Sends a finished sequence to the terminal, past the screen. */
        void send(byte[] sequence);

        /** Draws every cell anew. */
        void redraw();
    }

    Face(Fleet fleet, FleetFiles files, FleetForwards forwards, TerminalOptions options, Clock clock, Outside outside) {
        this.fleet = fleet;
        this.files = files;
        this.forwards = forwards;
        this.options = options;
        this.clock = clock;
        this.outside = outside;
        this.theme = new Theme(options.colours());
        this.state = fleet.state();
        this.totals = Totals.of(state);
        this.questions = new HostQuestions(fleet);
        this.copies = new Copies(this);
        this.ways = new Ways(this);
        this.changes = new ChangeDesk(this, new Changes(fleet));
        this.pages = new PageStacks(
                Tab.MONITOR,
                Map.of(
                        Tab.MONITOR, new ExperimentsPage(this),
                        Tab.SERVICES, new ServicesPage(this, null),
                        Tab.ORPHANS, new OrphansPage(this),
                        Tab.WARNINGS, new WarningsPage(this),
                        Tab.OUTPUT, new OutputPage(this)));
        page().refresh();
    }

    /** What all watched workspaces look like. */
    FleetState fleet() {
        return state;
    }

    /** What one of them looks like. */
    MirrorState state(SourceId source) {
        return state.of(source);
    }

    Totals totals() {
        return totals;
    }

    WorkspaceMirror mirror(SourceId source) {
        return fleet.of(source);
    }

    Theme theme() {
        return theme;
    }

    boolean ascii() {
        return options.ascii();
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Zone of the reader. */
    ZoneId here() {
        return clock.getZone();
    }

    void wake() {
        outside.wake();
    }

    /** The moment of which the rows of a workspace tell: now, or when its connection was lost. */
    Instant asOf(SourceId source) {
        return state.of(source).asOf(now());
    }

    boolean isFinished() {
        return finished;
    }

    boolean hasDialog() {
        return overlay() != null;
    }

    boolean hasRoomFor(int columns, int rows) {
        return width >= columns && height >= rows;
    }

    boolean hasUnreadOutput() {
        return pages.tab() != Tab.OUTPUT && outputSize() > readOutput;
    }

    Toasts.@Nullable Toast currentToast() {
        return toasts.current(now());
    }

    void toast(UntrustedText text, Tone tone) {
        toasts.add(text, tone, now());
    }

    void show(Dialog shown) {
        dialog = shown;
    }

    Page page() {
        return pages.page();
    }

    void push(Page page) {
        pages.push(page);
    }

    /** Up one level; never out of the program. */
    void back() {
        if (!pages.isAtBottom()) {
            pages.pop();
        } else if (pages.tab() != Tab.MONITOR) {
            pages.open(Tab.MONITOR);
        }
    }

    void openLog(SourceId source, JobKey job, UntrustedText directory) {
        push(new LogPage(this, source, job, directory));
    }

    WorkspaceFiles files(SourceId source) {
        return files.of(source);
    }

    Copies copies() {
        return copies;
    }

    Forwards forwards(SourceId source) {
        return forwards.of(source);
    }

    Ways ways() {
        return ways;
    }

    ChangeDesk changes() {
        return changes;
    }

    /** Puts a text on the user's clipboard, cleaned. */
    void copy(UntrustedText text) {
        String clean = text.forTerminal();
        byte[] sequence = Clipboard.sequence(clean, options.multiplexer());
        if (sequence == null) {
            toast(UntrustedText.of("Too long for the clipboard"), Tone.BAD);
        } else {
            outside.send(sequence);
            toast(UntrustedText.of("copied: " + clean), Tone.GOOD);
        }
    }

    /** Takes what the mirror published last. */
    void update() {
        FleetState before = state;
        state = fleet.state();
        if (state.version() == before.version()) {
            return;
        }
        totals = Totals.of(state);
        news.tell(before, state);
        questions.take(state);
        if (pages.tab() == Tab.OUTPUT) {
            readOutput = outputSize();
        }
        openOnlyExperiment();
        page().refresh();
    }

    /** A dialog of the user's own comes before a question of the host. */
    private @Nullable Overlay overlay() {
        return dialog != null ? dialog : questions.shown();
    }

    /** Lines of all that the remote sides printed. */
    private int outputSize() {
        return state.states().stream().mapToInt(one -> one.output().size()).sum();
    }

    /** Exactly one experiment at the first load is opened at once. Source: interfaces.md 3.1. */
    private void openOnlyExperiment() {
        if (started || !state.experiments().isKnown()) {
            return;
        }
        started = true;
        if (state.isSeveral()) {
            return;
        }
        MirrorState only = state.states().get(0);
        List<Experiment> experiments = only.experiments().orElse(List.of());
        if (experiments.size() == 1 && pages.tab() == Tab.MONITOR && pages.isAtBottom()) {
            push(new JobsPage(this, only.key(experiments.get(0).id())));
        }
    }

    void press(Key key) {
        started = started || state.experiments().isKnown();
        if (key.equals(Key.END)) {
            finished = true;
            return;
        }
        Overlay open = overlay();
        if (open != null) {
            pressIn(open, key);
            return;
        }
        if (page().type(key)) {
            return;
        }
        Move move = Move.of(key);
        if (move != null) {
            page().move(move);
            return;
        }
        Action action = KeyMap.action(page().place(), key.name());
        if (action != null && !page().act(action)) {
            act(action);
        }
    }

    private void pressIn(Overlay open, Key key) {
        if (key.name().equals("^c")) {
            finished = true;
            return;
        }
        if (open instanceof Dialog own) {
            dialog = null;
            if (!own.press(key) && dialog == null) {
                dialog = own;
            }
        } else if (open.press(key)) {
            questions.close();
        }
    }

    private void act(Action action) {
        switch (action) {
            case BACK -> back();
            case REFRESH -> {
                fleet.refresh();
                boolean isLost = state.states().stream().anyMatch(one -> one.link() instanceof Link.Lost);
                toast(UntrustedText.of(isLost ? "Connecting again" : "Reading everything again"), Tone.PLAIN);
            }
            case JOBS_TAB, SERVICES_TAB -> toast(UntrustedText.of("Select an experiment first"), Tone.CAUTION);
            case MONITOR -> pages.open(Tab.MONITOR);
            case SERVICES -> pages.open(Tab.SERVICES);
            case ORPHANS -> pages.open(Tab.ORPHANS);
            case WARNINGS -> pages.open(Tab.WARNINGS);
            case OUTPUT -> {
                pages.open(Tab.OUTPUT);
                readOutput = outputSize();
            }
            case REDRAW -> outside.redraw();
            case HELP -> push(new HelpPage(this, page().place()));
            case QUIT -> {
                if (options.confirmQuit()) {
                    dialog = Dialog.quit(() -> finished = true);
                } else {
                    finished = true;
                }
            }
            default -> {}
        }
    }

    /** A click: on a tab, or on a row, where a second one opens it. */
    void click(int column, int row) {
        if (hasDialog() || page().fillsScreen()) {
            return;
        }
        if (row == 1) {
            Tab wanted = frame.tabAt(column, width >= 100);
            if (wanted != null) {
                pages.open(wanted);
            }
        } else if (page().click(row - 2)) {
            press(new Key("Enter", (char) 0));
        }
    }

    void wheel(boolean up) {
        if (!hasDialog()) {
            for (int step = 0; step < 3; step++) {
                page().move(up ? Move.UP : Move.DOWN);
            }
        }
    }

    void draw(Canvas canvas) {
        width = canvas.width();
        height = canvas.height();
        canvas.clear();
        copies.look();
        ways.look();
        changes.look();
        if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
            canvas.text(0, 0, "Please make the window larger: 60x15 at least", Tone.CAUTION);
            return;
        }
        Page page = page();
        if (page.fillsScreen()) {
            page.draw(faded(canvas.rows(0, height - 1)));
            if (currentToast() != null) {
                frame.status(canvas.rows(height - 2, 1), page);
            }
        } else {
            frame.header(canvas.rows(0, 1));
            frame.tabs(canvas.rows(1, 1), pages.tab());
            page.draw(faded(canvas.rows(2, height - 4)));
            frame.status(canvas.rows(height - 2, 1), page);
        }
        Place place = page.place();
        frame.keys(canvas.rows(height - 1, 1), place);
        Overlay open = overlay();
        if (open != null) {
            open.draw(canvas);
        }
    }

    /** What cannot be seen any more stays, and looks like it; of several workspaces only when none is seen. */
    private Canvas faded(Canvas canvas) {
        boolean isLost = state.states().stream().allMatch(one -> one.link() instanceof Link.Lost);
        return isLost ? canvas.dimmed() : canvas;
    }

    /** Ends what the pages hold open. */
    void close() {
        pages.close();
    }
}
