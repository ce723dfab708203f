package dev.xpm.client.tui;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Order;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.SearchBar;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.Counts;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.ExperimentSort;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Paths;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.util.ArrayList;
import java.util.List;

/** The experiments of the workspace. Source: interfaces.md 3.3. */
final class ExperimentsPage implements Page {
    private static final int FULL_STAMP = 16;

    private final Face face;
    private final TableView<ExperimentRow> table;
    private final SearchBar search = new SearchBar();
    private final Order<ExperimentSort> order = new Order<>(ExperimentSort.STATUS);
    private List<UntrustedText> absent = List.of();
    private int total;

    ExperimentsPage(Face face) {
        this.face = face;
        var columns = new ArrayList<Column<ExperimentRow>>();
        if (face.fleet().isSeveral()) {
            columns.add(Columns.source(row -> row.key().source()));
        }
        columns.addAll(List.of(
                new Column<>(
                        "ID",
                        12,
                        16,
                        16,
                        true,
                        0,
                        (row, width) -> List.of(Piece.of(shortened(row.id(), width), Tone.STRONG))),
                new Column<>("Run", 12, 15, 15, false, 3, (row, width) -> List.of(run(row))),
                new Column<>("Host", 6, 6, 12, false, 5, (row, width) -> List.of(Piece.plain(row.host()))),
                new Column<>(
                        "Status",
                        12,
                        12,
                        12,
                        false,
                        0,
                        (row, width) -> List.of(Piece.of(face.ascii() ? row.asciiStatus() : row.status(), row.tone()))),
                new Column<>(
                        "Started",
                        11,
                        11,
                        FULL_STAMP,
                        false,
                        6,
                        (row, width) -> List.of(Piece.plain(width < FULL_STAMP ? row.shortStarted() : row.started()))),
                Column.fixed("Duration", 8, 7, (row, width) -> List.of(Piece.plain(row.duration()))),
                Column.fixed("CO2", 8, 2, (row, width) -> List.of(Piece.plain(row.co2())))));
        this.table = new TableView<>(columns, ExperimentRow::key);
    }

    private static Piece run(ExperimentRow row) {
        return row.run() == null
                ? Piece.dim(Texts.UNKNOWN)
                : Piece.plain(row.run().display());
    }

    /** Names of a family differ at their end: the middle goes first. */
    private static String shortened(ExperimentId id, int width) {
        String name = id.display().forTerminal();
        if (DisplayWidth.of(name) <= width) {
            return name;
        }
        String head = DisplayWidth.cut(name, width / 2 + 1);
        String tail = DisplayWidth.cutLeft(name, width - DisplayWidth.of(head) + 1);
        return head + tail.substring(1);
    }

    @Override
    public Place place() {
        return Place.EXPERIMENTS;
    }

    @Override
    public void refresh() {
        FleetState fleet = face.fleet();
        total = fleet.experiments().orElse(List.of()).size();
        table.show(Tables.experiments(fleet, search.text(), order.by(), order.reversed(), face.now()));
    }

    @Override
    public void draw(Canvas canvas) {
        canvas.rule(0, "Experiments " + total, "sort " + order.by().title() + " " + order.mark());
        int y = drawAbsent(canvas, 1);
        if (search.isShown()) {
            search.draw(canvas, y++, table.rows().size(), total);
        }
        Canvas body = canvas.rows(y, canvas.height() - y);
        if (table.rows().isEmpty()) {
            FleetState fleet = face.fleet();
            body.centred(Messages.of(
                    fleet.experiments(),
                    "experiments",
                    total > 0 ? Messages.noMatch("experiment") : Messages.noExperiments(fleet)));
            return;
        }
        table.draw(
                body,
                row -> row.at(face.asOf(row.key().source())),
                order.by() == ExperimentSort.NAME ? "ID" : order.by().title(),
                order.reversed());
    }

    /** Which sources are not there, in one line; returns the first row below. */
    private int drawAbsent(Canvas canvas, int y) {
        absent = Messages.absent(face.fleet(), face.now(), face.here());
        if (absent.isEmpty()) {
            return y;
        }
        var pieces = new ArrayList<Piece>();
        absent.forEach(line -> {
            pieces.add(Piece.of(pieces.isEmpty() ? "! " : " · ", Tone.CAUTION));
            pieces.add(new Piece(line, Tone.CAUTION));
        });
        canvas.pieces(1, y, pieces);
        return y + 1;
    }

    @Override
    public boolean act(Action action) {
        ExperimentRow row = table.selected();
        switch (action) {
            case OPEN_EXPERIMENT -> {
                if (row != null) {
                    face.push(new JobsPage(face, row.key()));
                }
            }
            case SHOW_RUNS -> {
                if (row != null) {
                    face.push(new RunsPage(face, row.key(), this));
                }
            }
            case SEARCH_EXPERIMENTS -> search.open();
            case CLEAR_EXPERIMENTS -> search.clear();
            case SORT_EXPERIMENTS_STATUS -> order.choose(ExperimentSort.STATUS);
            case SORT_EXPERIMENTS_STARTED -> order.choose(ExperimentSort.STARTED);
            case SORT_EXPERIMENTS_NAME -> order.choose(ExperimentSort.NAME);
            case KILL_EXPERIMENT -> {
                if (row != null) {
                    face.changes().killAll(row.key());
                }
            }
            case DELETE_EXPERIMENT -> {
                if (row != null) {
                    face.changes()
                            .ask(ChangeQuestion.delete(face.state(row.key().source()), row));
                }
            }
            case COPY_EXPERIMENT_PATH -> {
                if (row != null) {
                    face.copy(Paths.experiment(face.state(row.key().source()).source(), row.id()));
                }
            }
            default -> {
                return false;
            }
        }
        refresh();
        return true;
    }

    @Override
    public boolean type(Key key) {
        boolean taken = search.type(key);
        if (taken) {
            refresh();
        }
        return taken;
    }

    @Override
    public void move(Move move) {
        table.move(move);
    }

    @Override
    public boolean click(int line) {
        return table.click(line - (search.isShown() ? 3 : 2) - (absent.isEmpty() ? 0 : 1));
    }

    @Override
    public List<Piece> status() {
        ExperimentRow row = table.selected();
        if (row == null) {
            return List.of();
        }
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece(row.id().display(), Tone.STRONG));
        pieces.add(Piece.plain("  "));
        pieces.addAll(counts(row.counts()));
        if (!row.co2().equals(Texts.UNKNOWN)) {
            pieces.add(Piece.dim("  CO2 "));
            pieces.add(Piece.plain(row.co2()));
        }
        return pieces;
    }

    /** {@code done 7 · run 5 · sched 1 · wait 24 · fail 0}. */
    static List<Piece> counts(Counts counts) {
        return List.of(
                Piece.of("done " + counts.done(), counts.done() > 0 ? Tone.GOOD : Tone.DIM),
                Piece.dim(" · "),
                Piece.of("run " + counts.running(), counts.running() > 0 ? Tone.ACTIVE : Tone.DIM),
                Piece.dim(" · "),
                Piece.of("sched " + counts.scheduled(), counts.scheduled() > 0 ? Tone.QUEUED : Tone.DIM),
                Piece.dim(" · "),
                Piece.of("wait " + counts.waiting(), counts.waiting() > 0 ? Tone.CAUTION : Tone.DIM),
                Piece.dim(" · "),
                Piece.of("fail " + counts.failed(), counts.failed() > 0 ? Tone.BAD : Tone.DIM));
    }
}
