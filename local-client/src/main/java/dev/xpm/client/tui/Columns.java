package dev.xpm.client.tui;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.workspace.LocalStamp;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Columns that several tables have. */
final class Columns {
    private static final int SHORT_STAMP = 11;
    private static final int FULL_STAMP = 16;

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

    /** A point of time: with its year where there is room. */
    static <R> Column<R> stamp(String title, int drop, Function<R, @Nullable LocalStamp> of) {
        return new Column<>(
                title,
                SHORT_STAMP,
                SHORT_STAMP,
                FULL_STAMP,
                false,
                drop,
                (row, width) -> List.of(Piece.plain(
                        width < FULL_STAMP ? Texts.shortStamp(of.apply(row)) : Texts.stamp(of.apply(row)))));
    }
}
