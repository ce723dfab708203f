package dev.xpm.client.tui;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Counts;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.RunId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line above the pages of an open experiment: which run, how it stands, and the pages there are. */
final class RunLine {
    private static final List<String> PAGES = List.of("Jobs", "Services");

    /** Columns before the name: a blank, the arrow, a blank. */
    private static final int BEFORE = 3;

    private static final int GAP = 2;

    private RunLine() {}

    /**
     * Draws the line, and a banner when the run is not the current one.
     *
     * @return the first row below
     */
    static int draw(Canvas canvas, Face face, RunKey key, String page) {
        Experiment run = run(face, key);
        var pages = new StringBuilder();
        PAGES.forEach(name -> pages.append(name.equals(page) ? "[" + name + "]" : " " + name + " ")
                .append(' '));
        int room = canvas.width() - pages.length() - 1;
        left(canvas.part(0, 0, room, 1), face, key, run);
        tabs(canvas, room, page);
        if (key.run() == null) {
            return 1;
        }
        var banner = new ArrayList<Piece>();
        banner.add(Piece.of("! past run ", Tone.CAUTION));
        banner.add(new Piece(key.run().display(), Tone.CAUTION));
        banner.add(Piece.of(": not the one that counts now", Tone.CAUTION));
        canvas.pieces(1, 1, banner);
        return 2;
    }

    /** How the run stands is worth more than which one it is, and a name may be cut. */
    private static void left(Canvas canvas, Face face, RunKey key, @Nullable Experiment run) {
        ExperimentRow row = run == null
                ? null
                : ExperimentRow.of(
                        key,
                        run,
                        counts(face, key, run),
                        face.asOf(key.source()),
                        face.state(key.source()).zone());
        String status = row == null ? "" : face.ascii() ? row.asciiStatus() : row.status();
        RunId id = key.run() != null ? key.run() : run == null ? null : run.run();
        String shownId = id == null ? "" : " [" + id.display().forTerminal() + "]";
        String name = key.experiment().display().forTerminal();

        int room = canvas.width() - BEFORE - GAP - DisplayWidth.of(status) - 1;
        if (DisplayWidth.of(name) + DisplayWidth.of(shownId) > room) {
            shownId = "";
        }
        int x = canvas.text(1, 0, "◂ ", canvas.theme().accent());
        x = canvas.text(x, 0, DisplayWidth.cut(name, room), canvas.theme().of(Tone.STRONG));
        x = canvas.text(x, 0, shownId, canvas.theme().of(Tone.DIM));
        if (row == null) {
            return;
        }
        x = canvas.text(x + GAP, 0, status, row.tone());
        List<Piece> counts = ExperimentsPage.counts(row.counts());
        int needed = counts.stream()
                .mapToInt(piece -> DisplayWidth.of(piece.text().forTerminal()))
                .sum();
        if (x + GAP + needed < canvas.width()) {
            canvas.pieces(x + GAP, 0, counts);
        }
    }

    private static void tabs(Canvas canvas, int from, String page) {
        int x = from;
        for (String name : PAGES) {
            boolean open = name.equals(page);
            x = canvas.text(
                    x,
                    0,
                    open ? "[" + name + "] " : " " + name + "  ",
                    open ? canvas.theme().accent() : canvas.theme().of(Tone.DIM));
        }
    }

    private static Counts counts(Face face, RunKey key, Experiment run) {
        return face.state(key.source()).table(key) instanceof Answer.Known<JobTable> known
                ? Counts.of(known.value())
                : Counts.of(run);
    }

    static @Nullable Experiment run(Face face, RunKey key) {
        if (key.run() == null) {
            return face.state(key.source()).experiment(key.experiment());
        }
        return face.state(key.source()).table(key) instanceof Answer.Known<JobTable> known
                ? known.value().run()
                : null;
    }
}
