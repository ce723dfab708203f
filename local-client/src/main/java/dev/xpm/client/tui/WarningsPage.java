package dev.xpm.client.tui;

import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.WarningRow;
import java.util.ArrayList;
import java.util.List;

/** What the workspace warns of. Source: interfaces.md 3.9. */
final class WarningsPage implements Page {
    private final Face face;
    private final TableView<WarningRow> table;

    WarningsPage(Face face) {
        this.face = face;
        var columns = new ArrayList<Column<WarningRow>>();
        if (face.fleet().isSeveral()) {
            columns.add(Columns.source(WarningRow::source));
        }
        columns.addAll(List.of(
                new Column<>(
                        "Experiment", 10, 20, 30, false, 1, (row, width) -> List.of(Piece.plain(row.experiment()))),
                new Column<>(
                        "Type",
                        12,
                        20,
                        30,
                        false,
                        0,
                        (row, width) ->
                                List.of(Piece.of(row.glyph() + " ", row.tone()), new Piece(row.title(), row.tone()))),
                new Column<>("Description", 12, 20, 20, true, 0, (row, width) -> List.of(Piece.plain(row.firstLine()))),
                Column.fixed("Actions", 10, 2, (row, width) -> List.of(Piece.plain(row.actions())))));
        this.table = new TableView<>(
                columns, row -> List.of(row.source(), row.warning().key()));
    }

    @Override
    public Place place() {
        return Place.WARNINGS;
    }

    @Override
    public void refresh() {
        table.show(Tables.warnings(face.fleet()));
    }

    @Override
    public void draw(Canvas canvas) {
        canvas.rule(0, "Warnings " + table.rows().size(), "");
        Canvas body = canvas.rows(1, canvas.height() - 1);
        if (table.rows().isEmpty()) {
            body.centred(Messages.of(face.fleet().experiments(), "warnings", Messages.noWarnings()));
        } else {
            table.draw(body, row -> row, "", false);
        }
    }

    @Override
    public boolean act(Action action) {
        WarningRow row = table.selected();
        if (action != Action.OPEN_WARNING || row == null) {
            return false;
        }
        face.changes().ask(ChangeQuestion.of(face.state(row.source()), row));
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
}
