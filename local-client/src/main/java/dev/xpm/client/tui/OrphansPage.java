package dev.xpm.client.tui;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.LooseJobs;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Order;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.JobSort;
import dev.xpm.client.view.LooseRow;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/** Jobs that no latest run refers to: those that run nevertheless, and those that lie on the disk. Source: interfaces.md 3.8. */
final class OrphansPage implements Page {
    private static final String STATE = "State";
    private static final String TASK = "Task";
    private static final int SHORT_ID = 7;
    private static final int LONG_ID = 12;

    private final Face face;
    private final TableView<LooseRow> table;
    private final Order<JobSort> order = new Order<>(JobSort.TASK);
    private LooseRow.Kind kind = LooseRow.Kind.STRAY;
    private boolean asked;
    private boolean chosen;

    OrphansPage(Face face) {
        this.face = face;
        var columns = new ArrayList<Column<LooseRow>>();
        if (face.fleet().isSeveral()) {
            columns.add(Columns.source(LooseRow::source));
        }
        columns.addAll(List.of(
                new Column<>("Job ID", SHORT_ID, SHORT_ID, LONG_ID, false, 0, OrphansPage::id),
                new Column<>(TASK, 12, 24, 30, true, 0, (row, width) -> JobColumns.task(row.job(), width)),
                Column.fixed(STATE, 12, 0, (row, width) -> state(row)),
                Columns.stamp("Started", 2, LooseRow::started),
                Columns.stamp("Finished", 1, LooseRow::ended)));
        this.table =
                new TableView<>(columns, row -> List.of(row.source(), row.job().key()));
    }

    private static List<Piece> id(LooseRow row, int width) {
        String id = row.job().key().job().display().forTerminal();
        return List.of(Piece.of(id.substring(0, Math.min(id.length(), width)), Tone.STRONG));
    }

    private List<Piece> state(LooseRow row) {
        Tone tone = row.job().look().tone();
        String glyph =
                face.ascii() ? row.job().look().ascii() : row.job().look().glyph();
        return List.of(Piece.of(glyph + " ", tone), new Piece(row.job().look().word(), tone));
    }

    @Override
    public Place place() {
        return Place.ORPHANS;
    }

    /** The list is asked for when it is first looked at: the host has to look at every job for it. */
    @Override
    public void refresh() {
        FleetState fleet = face.fleet();
        if (!asked) {
            asked = true;
            fleet.states().forEach(state -> face.mirror(state.id()).openLoose());
        }
        if (!chosen && fleet.loose().isKnown()) {
            chosen = true;
            boolean noStrays = fleet.states().stream()
                    .allMatch(state -> LooseRow.Kind.STRAY.of(state).isEmpty());
            kind = noStrays ? LooseRow.Kind.ORPHANS : LooseRow.Kind.STRAY;
        }
        show();
    }

    private void show() {
        table.show(Tables.loose(face.fleet(), kind, order.by(), order.reversed(), face.now()));
    }

    @Override
    public void draw(Canvas canvas) {
        int x = 1;
        for (LooseRow.Kind one : LooseRow.Kind.values()) {
            String label = one.title() + " (" + count(one) + ")";
            x = canvas.text(
                    x,
                    0,
                    one == kind ? "[" + label + "] " : " " + label + "  ",
                    one == kind ? canvas.theme().accent() : canvas.theme().of(Tone.DIM));
        }
        int unreadable = face.fleet().loose().orElse(List.of()).stream()
                .mapToInt(LooseJobs::unreadable)
                .sum();
        canvas.text(x + 1, 0, Messages.unreadable(unreadable), Tone.CAUTION);
        Canvas body = canvas.rows(1, canvas.height() - 1);
        if (table.rows().isEmpty()) {
            body.centred(Messages.of(
                    face.fleet().loose(),
                    "jobs",
                    kind == LooseRow.Kind.STRAY ? Messages.noStrays() : Messages.noOrphans()));
        } else {
            table.draw(body, row -> row, order.by() == JobSort.TASK ? TASK : STATE, order.reversed());
        }
    }

    private int count(LooseRow.Kind one) {
        return face.fleet().states().stream()
                .mapToInt(state -> one.of(state).size())
                .sum();
    }

    @Override
    public boolean act(Action action) {
        switch (action) {
            case OTHER_LOOSE -> kind = kind == LooseRow.Kind.STRAY ? LooseRow.Kind.ORPHANS : LooseRow.Kind.STRAY;
            case SORT_LOOSE_STATUS -> order.choose(JobSort.STATUS);
            case SORT_LOOSE_TASK -> order.choose(JobSort.TASK);
            default -> {
                LooseRow row = table.selected();
                return row != null && actOn(row, action);
            }
        }
        show();
        return true;
    }

    private boolean actOn(LooseRow row, Action action) {
        SourceId source = row.source();
        MirrorState state = face.state(source);
        ChangeDesk changes = face.changes();
        switch (action) {
            case LOOSE_LOGS -> face.openLog(source, row.job().key(), row.path());
            case COPY_LOOSE_PATH -> face.copy(row.path());
            case KILL_LOOSE -> changes.ask(ChangeQuestion.kill(state, row.job()));
            case KILL_ALL_LOOSE -> changes.ask(ChangeQuestion.killAll(state, kind.of(state)));
            case DELETE_LOOSE -> changes.ask(ChangeQuestion.delete(state, List.of(), row.job()));
            case DELETE_ALL_LOOSE -> changes.ask(ChangeQuestion.deleteAll(state, kind.of(state)));
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
    public boolean click(int line) {
        return table.click(line - 2);
    }

    @Override
    public List<Piece> status() {
        LooseRow row = table.selected();
        if (row == null) {
            return List.of();
        }
        UntrustedText path = row.path();
        return List.of(Piece.dim("Path "), Piece.plain(path));
    }
}
