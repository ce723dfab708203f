package dev.xpm.client.tui;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.Bar;
import dev.xpm.client.view.Counts;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.RunRow;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runs of an experiment; on a large screen below the experiments. Source: interfaces.md 3.3. */
final class RunsPage implements Page {
    private static final int LARGE_WIDTH = 100;
    private static final int LARGE_HEIGHT = 28;
    private static final int SUMMARY_WIDTH = 44;

    private final Face face;
    private final RunKey key;
    private final ExperimentsPage above;
    private final TableView<RunRow> table;

    RunsPage(Face face, RunKey key, ExperimentsPage above) {
        this.face = face;
        this.key = key;
        this.above = above;
        this.table = new TableView<>(RunColumns.of(face.ascii()), RunRow::id);
        face.mirror(key.source()).openRuns(key.experiment());
    }

    @Override
    public Place place() {
        return Place.RUNS;
    }

    @Override
    public void refresh() {
        above.refresh();
        RunId current = currentRun();
        table.show(answer().orElse(List.of()).stream()
                .map(run -> row(run, run.run() != null && run.run().equals(current)))
                .toList());
    }

    private RunRow row(Experiment run, boolean current) {
        RunKey own = current ? key.current() : key.withRun(run.run());
        return RunRow.of(own, run, current, face.asOf(key.source()), state().zone());
    }

    private MirrorState state() {
        return face.state(key.source());
    }

    private Answer<List<Experiment>> answer() {
        return state().runs().getOrDefault(key.experiment(), Answer.loading());
    }

    private @Nullable RunId currentRun() {
        Experiment experiment = state().experiment(key.experiment());
        return experiment == null ? null : experiment.run();
    }

    @Override
    public void draw(Canvas canvas) {
        boolean large = canvas.width() >= LARGE_WIDTH && canvas.height() >= LARGE_HEIGHT;
        int top = large ? canvas.height() / 2 : 0;
        if (large) {
            above.draw(canvas.rows(0, top));
        }
        int width = large ? canvas.width() - SUMMARY_WIDTH : canvas.width();
        Canvas panel = canvas.part(0, top, width, canvas.height() - top);
        panel.rule(
                0,
                "Runs of " + key.experiment().display().forTerminal(panel.width() - 30) + " "
                        + table.rows().size(),
                "Esc closes");
        Canvas body = panel.rows(1, panel.height() - 1);
        if (table.rows().isEmpty()) {
            body.centred(Messages.of(answer(), "runs", Messages.noRuns()));
        } else {
            table.draw(body, row -> row.at(face.asOf(key.source())), "", false);
        }
        if (large) {
            summary(canvas.part(width, top, SUMMARY_WIDTH, canvas.height() - top));
        }
    }

    private void summary(Canvas canvas) {
        canvas.rule(0, "Summary", "");
        for (int y = 1; y < canvas.height(); y++) {
            canvas.text(0, y, "│", canvas.theme().rule());
        }
        RunRow row = table.selected();
        if (row == null) {
            return;
        }
        Counts counts = row.row().counts();
        canvas.pieces(2, 1, ExperimentsPage.counts(counts));
        double done = counts.total() == 0 ? 0 : (double) counts.done() / counts.total();
        int cells = 30;
        int x = canvas.text(
                2,
                2,
                face.ascii() ? Bar.asciiCells(done, cells) : Bar.cells(done, cells),
                row.row().tone());
        canvas.text(x + 1, 2, Texts.percent(done), Tone.PLAIN);
        canvas.text(2, 3, counts.label() + " jobs done", Tone.DIM);
    }

    @Override
    public boolean act(Action action) {
        RunRow row = table.selected();
        switch (action) {
            case OPEN_RUN -> {
                if (row != null) {
                    face.push(new JobsPage(face, row.row().key()));
                }
            }
            case COPY_RUN_ID -> {
                if (row != null) {
                    face.copy(row.id());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void move(Move move) {
        table.move(move);
    }

    @Override
    public List<Piece> status() {
        RunRow row = table.selected();
        return row == null || row.current()
                ? List.of()
                : List.of(Piece.dim("Opening an older run shows a yellow banner: past run "), Piece.plain(row.id()));
    }
}
