package dev.xpm.client.tui;

import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.RunRow;
import dev.xpm.client.view.Tone;
import java.util.List;

/** The columns of the runs of an experiment. Source: interfaces.md 3.3. */
final class RunColumns {
    private static final int FULL_STAMP = 16;

    private RunColumns() {}

    static List<Column<RunRow>> of(boolean ascii) {
        return List.of(
                new Column<>(
                        "  Run ID",
                        17,
                        18,
                        18,
                        true,
                        0,
                        (row, width) ->
                                List.of(Piece.of(row.current() ? "★ " : "  ", Tone.CAUTION), Piece.plain(row.id()))),
                Column.fixed(
                        "Status",
                        12,
                        0,
                        (row, width) -> List.of(Piece.of(
                                ascii ? row.row().asciiStatus() : row.row().status(),
                                row.row().tone()))),
                new Column<>("Tags", 6, 9, 15, false, 2, (row, width) -> List.of(Piece.plain(row.tags()))),
                new Column<>(
                        "Host",
                        6,
                        7,
                        12,
                        false,
                        1,
                        (row, width) -> List.of(Piece.plain(row.row().host()))),
                new Column<>(
                        "Started",
                        11,
                        11,
                        FULL_STAMP,
                        false,
                        0,
                        (row, width) -> List.of(Piece.plain(
                                width < FULL_STAMP
                                        ? row.row().shortStarted()
                                        : row.row().started()))),
                Column.fixed(
                        "Duration",
                        8,
                        3,
                        (row, width) -> List.of(Piece.plain(row.row().duration()))));
    }
}
