package dev.xpm.client.tui;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.tui.log.LogFile;
import dev.xpm.client.tui.log.LogFinder;
import dev.xpm.client.tui.log.LogPane;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.LinkLook;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two logs of a job, over the whole screen. Source: interfaces.md 3.6. */
final class LogPage implements Page {
    private final Face face;
    private final SourceId source;
    private final JobKey job;
    private final UntrustedText directory;
    private final Map<LogStream, LogPane> panes = new EnumMap<>(LogStream.class);
    private final LogFinder finder;
    private LogStream open = LogStream.STDERR;
    private boolean chosen;
    private boolean wrap;
    private boolean colours = true;
    private boolean numbers;

    /** @param directory of the job on the host */
    LogPage(Face face, SourceId source, JobKey job, UntrustedText directory) {
        this.face = face;
        this.source = source;
        this.job = job;
        this.directory = directory;
        for (LogStream stream : LogStream.values()) {
            panes.put(stream, new LogPane(LogFile.open(face.files(source), job, stream, face.clock(), face::wake)));
        }
        this.finder = new LogFinder();
    }

    @Override
    public Place place() {
        return Place.LOG;
    }

    @Override
    public boolean fillsScreen() {
        return true;
    }

    /** A log that was followed when the connection ended goes on when there is another. */
    @Override
    public void refresh() {
        if (face.state(source).isLive()) {
            panes.values().stream()
                    .map(LogPane::file)
                    .filter(LogFile::isCutOff)
                    .forEach(file -> file.reopen(face.files(source)));
        }
    }

    private LogPane pane() {
        return pane(open);
    }

    private LogPane pane(LogStream stream) {
        LogPane pane = panes.get(stream);
        if (pane == null) {
            throw new IllegalStateException("no pane for " + stream);
        }
        return pane;
    }

    /** Most programs log to stderr; a job that wrote only to stdout shows that, until the user chooses. */
    private void choose() {
        if (!chosen
                && !pane(LogStream.STDERR).file().loading()
                && !pane(LogStream.STDOUT).file().loading()) {
            chosen = true;
            boolean onlyOut = pane(LogStream.STDERR).file().size() == 0
                    && pane(LogStream.STDOUT).file().size() > 0;
            open = onlyOut ? LogStream.STDOUT : LogStream.STDERR;
        }
    }

    @Override
    public void draw(Canvas canvas) {
        choose();
        title(canvas.rows(0, 1));
        String path = directory.forTerminal() + "/"
                + UntrustedText.of(open.fileName(job.task())).forTerminal();
        canvas.text(1, 1, DisplayWidth.cutLeft(path, canvas.width() - 2), Tone.DIM);
        Canvas body = canvas.rows(2, canvas.height() - 3);
        LogFile file = pane().file();
        if (file.end() == file.first()) {
            body.centred(empty(file));
        } else {
            finder.update(pane());
            pane().draw(body, new LogPane.Looks(wrap, colours, numbers));
        }
        statusLine(canvas.rows(canvas.height() - 1, 1), file);
    }

    private List<UntrustedText> empty(LogFile file) {
        String failure = file.failure();
        if (failure != null) {
            return List.of(UntrustedText.of("Unable to read the log:"), UntrustedText.of(failure));
        }
        if (file.loading()) {
            return List.of(UntrustedText.of("Reading the log…"));
        }
        return List.of(
                UntrustedText.of(file.exists() ? "The log is empty so far" : "There is no such file yet"),
                UntrustedText.of("Looked for " + LogStream.STDOUT.fileName(job.task()) + " and "
                        + LogStream.STDERR.fileName(job.task())),
                UntrustedText.of("It is shown as soon as something is written"));
    }

    private void title(Canvas canvas) {
        canvas.fill(0, canvas.theme().bar());
        var bar = canvas.theme().bar();
        int x = canvas.text(1, 0, "log ", canvas.theme().accent().on(bar.background()));
        x = canvas.text(x, 0, job.job().display().forTerminal(8), bar);
        x = canvas.text(x, 0, " · ", bar);
        x = canvas.text(x, 0, UntrustedText.of(job.task().script()).forTerminal(Math.max(8, canvas.width() - 66)), bar);
        x = canvas.text(x, 0, " ▸ ", bar);
        for (LogStream stream : LogStream.values()) {
            LogFile file = pane(stream).file();
            String text = stream.wireName() + (file.exists() ? " " + Texts.size(file.size()) : "");
            boolean here = stream == open;
            x = canvas.text(
                    x,
                    0,
                    here ? "[" + text + "]" : " " + text + " ",
                    here ? canvas.theme().accent().on(bar.background()) : bar);
        }
        LinkLook link = LinkLook.of(face.state(source).link(), face.now(), face.here());
        LogPane pane = pane();
        String mode =
                pane.following() ? "FOLLOW" : pane.unseen() > 0 ? "PAUSED +" + pane.unseen() + " lines" : "PAUSED";
        String right = mode + "  ";
        String words = link.words() + " ";
        int from = canvas.width() - DisplayWidth.of(right + words);
        if (from > x) {
            canvas.text(
                    from,
                    0,
                    right,
                    canvas.theme()
                            .of(pane.following() ? Tone.GOOD : Tone.CAUTION)
                            .on(bar.background()));
            canvas.text(
                    from + DisplayWidth.of(right),
                    0,
                    words,
                    canvas.theme().of(link.tone()).on(bar.background()));
        } else {
            canvas.right(0, mode + " ", x + 1, canvas.theme().of(Tone.CAUTION).on(bar.background()));
        }
    }

    private void statusLine(Canvas canvas, LogFile file) {
        int x = finder.isShown() ? finder.draw(canvas) : canvas.pieces(1, 0, state(file));
        LogPane pane = pane();
        int lines = file.end() - file.first();
        int bottom = pane.bottomLine() - file.first();
        String part = file.atBeginning() ? "" : "+";
        String right = lines == 0
                ? ""
                : "line " + bottom + "/" + lines + part + " " + (100L * bottom / Math.max(1, lines)) + "% ";
        canvas.right(0, right, x + 1, canvas.theme().plain());
    }

    private List<Piece> state(LogFile file) {
        var pieces = new ArrayList<Piece>();
        String failure = file.failure();
        if (failure != null) {
            pieces.add(Piece.of("✗ " + failure, Tone.BAD));
            return pieces;
        }
        pieces.add(Piece.dim(file.loading() ? "reading" : means(file.means())));
        if (file.fetchingOlder()) {
            pieces.add(Piece.of(" · reading older lines", Tone.CAUTION));
        }
        Instant last = file.lastByte();
        if (last != null) {
            pieces.add(Piece.dim(" · last byte " + Texts.duration(Duration.between(last, face.now())) + " ago"));
        }
        return pieces;
    }

    private static String means(LogSource.@Nullable Means means) {
        if (means == null) {
            return "following";
        }
        return switch (means) {
            case IN_BAND -> "live stream";
            case TAIL -> "tail stream";
            case COPIES -> "copied now and then";
        };
    }

    @Override
    public boolean act(Action action) {
        switch (action) {
            case FOLLOW -> pane().follow(!pane().following());
            case TOP -> {
                pane().top();
                older();
            }
            case BOTTOM -> pane().follow(true);
            case FIND -> finder.open();
            case FIND_NEXT -> find(1);
            case FIND_PREVIOUS -> find(-1);
            case WRAP -> wrap = !wrap;
            case COLOURS -> colours = !colours;
            case NUMBERS -> numbers = !numbers;
            case OTHER_FILE -> {
                chosen = true;
                open = open == LogStream.STDOUT ? LogStream.STDERR : LogStream.STDOUT;
            }
            case SYNC -> {
                pane().file().sync();
                face.toast(UntrustedText.of("Copying the log"), Tone.PLAIN);
            }
            case CLOSE_LOG -> face.back();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void find(int direction) {
        if (!finder.step(pane(), direction)) {
            face.toast(
                    UntrustedText.of(
                            finder.text().isEmpty() ? "Nothing to find: / asks for it" : "Not found: " + finder.text()),
                    Tone.CAUTION);
        }
    }

    private void older() {
        LogFile file = pane().file();
        if (!file.fetchOlder() && file.isFull()) {
            face.toast(
                    UntrustedText.of(String.format(
                            Locale.ROOT, "Older lines are not kept: %,d are the most", file.end() - file.first())),
                    Tone.CAUTION);
        }
    }

    @Override
    public boolean type(Key key) {
        if (!finder.isTyping()) {
            return false;
        }
        if (finder.type(key) && key.name().equals("Enter") && !finder.text().isEmpty()) {
            find(-1);
        }
        return true;
    }

    @Override
    public void move(Move move) {
        if (pane().move(move)) {
            older();
        }
    }

    @Override
    public void close() {
        panes.values().forEach(pane -> pane.file().close());
    }
}
