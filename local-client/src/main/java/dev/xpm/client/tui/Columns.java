package dev.xpm.client.tui;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Tone;
import java.util.List;
import java.util.function.Function;

/** Columns that several tables have. */
final class Columns {
    private Columns() {}

    /** Which of several watched workspaces a row belongs to. */
    static <R> Column<R> source(Function<R, SourceId> of) {
        return new Column<>(
                "Source",
                6,
                8,
                14,
                false,
                0,
                (row, width) -> List.of(Piece.of(of.apply(row).display().forTerminal(width), Tone.ACTIVE)));
    }
}
