package dev.xpm.client.tui;

import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.Tag;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import java.util.ArrayList;
import java.util.List;

/** The columns of the jobs table. Source: interfaces.md 3.4. */
final class JobColumns {
    static final String STATE = "State";

    private JobColumns() {}

    static List<Column<JobRow>> of(boolean ascii) {
        return List.of(
                Column.fixed("ID", 7, 0, (row, width) -> List.of(new Piece(row.shortId(), Tone.STRONG))),
                new Column<>("Task", 12, 22, 30, false, 0, JobColumns::task),
                Column.fixed(
                        STATE,
                        7,
                        0,
                        (row, width) -> List.of(Piece.of(
                                ascii ? row.asciiStatus() : row.status(),
                                row.look().tone()))),
                new Column<>("Tags", 12, 24, 24, true, 0, JobColumns::tags),
                Columns.stamp("Submitted", 2, JobRow::submitted),
                Column.fixed("Duration", 8, 3, (row, width) -> List.of(Piece.plain(row.duration()))),
                Column.fixed("CO2", 8, 1, (row, width) -> List.of(Piece.plain(row.co2()))));
    }

    /** The end of a task's name tells most. */
    static List<Piece> task(JobRow row, int width) {
        String name = row.key().task().display().forTerminal();
        return List.of(Piece.plain(DisplayWidth.cutLeft(name, width)));
    }

    private static List<Piece> tags(JobRow row, int width) {
        List<Tag> tags = row.tagList();
        if (tags.isEmpty()) {
            return List.of(Piece.dim(Texts.UNKNOWN));
        }
        // One piece beyond the room is enough for the table to mark that there is more.
        var pieces = new ArrayList<Piece>();
        int used = 0;
        for (Tag tag : tags) {
            if (used > width) {
                break;
            }
            if (!pieces.isEmpty()) {
                pieces.add(Piece.dim(", "));
                used += 2;
            }
            String key = tag.key().forTerminal();
            String value = "=" + tag.value().forTerminal();
            used += DisplayWidth.of(key) + DisplayWidth.of(value);
            pieces.add(Piece.of(key, Tone.STRONG));
            pieces.add(Piece.plain(value));
        }
        return pieces;
    }
}
