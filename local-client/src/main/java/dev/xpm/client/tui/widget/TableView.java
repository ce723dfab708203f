package dev.xpm.client.tui.widget;

import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table of any length of which only the visible rows are drawn. The cursor stays on its row, also when rows come, go
 * and change places.
 */
public final class TableView<R> {
    /** From here on columns stand two blanks apart. */
    private static final int WIDE_SCREEN = 100;

    private final List<Column<R>> columns;
    private final Function<R, Object> key;
    private List<R> rows = List.of();
    private int selected;
    private int first;
    private int visible = 1;

    /** @param key tells a row from all others over time */
    public TableView(List<Column<R>> columns, Function<R, Object> key) {
        this.columns = List.copyOf(columns);
        this.key = key;
    }

    public List<R> rows() {
        return rows;
    }

    public void show(List<R> newRows) {
        R before = selected();
        int at = before == null ? -1 : indexOf(newRows, key.apply(before), selected);
        rows = newRows;
        int moved = at >= 0 ? at : Math.max(0, Math.min(selected, rows.size() - 1));
        first += moved - selected;
        selected = moved;
    }

    public void select(Object wanted) {
        int at = indexOf(rows, wanted, selected);
        if (at >= 0) {
            selected = at;
        }
    }

    @Nullable
    public R selected() {
        return selected < rows.size() ? rows.get(selected) : null;
    }

    public void move(Move move) {
        if (!rows.isEmpty()) {
            selected = move.from(selected, visible - 1, rows.size());
        }
    }

    /** Moves the cursor to the row that is drawn at a line below the titles. */
    public boolean click(int line) {
        int at = first + line;
        if (line < 0 || line >= visible || at >= rows.size()) {
            return false;
        }
        boolean again = at == selected;
        selected = at;
        return again;
    }

    /**
     * Draws titles and rows.
     *
     * @param now the row as it stands at this moment
     * @param sorted title of the column by which the rows are sorted
     */
    public void draw(Canvas canvas, UnaryOperator<R> now, String sorted, boolean reversed) {
        int gap = canvas.width() >= WIDE_SCREEN ? 2 : 1;
        List<ColumnLayout.Placed<R>> placed = ColumnLayout.of(columns, canvas.width() - 2, gap);
        for (ColumnLayout.Placed<R> column : placed) {
            String title = column.column().title();
            boolean sorts = title.equals(sorted);
            String mark = sorts ? reversed ? "▼" : "▲" : "";
            canvas.text(
                    column.x() + 1,
                    0,
                    DisplayWidth.cut(title, column.width() - mark.length()) + mark,
                    sorts ? canvas.theme().accent() : canvas.theme().of(Tone.DIM));
        }
        visible = Math.max(1, canvas.height() - 1);
        first = Math.max(0, Math.min(first, rows.size() - visible));
        first = Math.max(selected - visible + 1, Math.min(first, selected));
        for (int line = 0; line < visible && first + line < rows.size(); line++) {
            drawRow(canvas, line + 1, now.apply(rows.get(first + line)), placed, first + line);
        }
        drawThumb(canvas);
    }

    private void drawRow(Canvas canvas, int y, R row, List<ColumnLayout.Placed<R>> placed, int index) {
        Theme theme = canvas.theme();
        boolean current = index == selected;
        UnaryOperator<Style> look = current ? theme::selected : index % 2 == 1 ? theme::striped : style -> style;
        canvas.fill(y, look.apply(theme.plain()));
        if (current) {
            canvas.text(0, y, "▌", look.apply(theme.accent()));
        }
        for (ColumnLayout.Placed<R> column : placed) {
            Canvas cell = canvas.part(column.x() + 1, y, column.width(), 1);
            int end = cell.pieces(0, 0, column.column().cell().apply(row, column.width()), look);
            if (end > column.width()) {
                cell.text(column.width() - 1, 0, "…", look.apply(theme.of(Tone.DIM)));
            }
        }
    }

    private void drawThumb(Canvas canvas) {
        if (rows.size() <= visible) {
            return;
        }
        int size = Math.max(1, (int) ((long) visible * visible / rows.size()));
        int from = (int) ((long) first * (visible - size) / Math.max(1, rows.size() - visible));
        for (int line = 0; line < visible; line++) {
            boolean thumb = line >= from && line < from + size;
            canvas.text(
                    canvas.width() - 1,
                    line + 1,
                    thumb ? "█" : "│",
                    canvas.theme().rule());
        }
    }

    /** Looks around the old place first: most changes move nothing. */
    private int indexOf(List<R> list, Object wanted, int near) {
        if (near < list.size() && key.apply(list.get(near)).equals(wanted)) {
            return near;
        }
        for (int at = 0; at < list.size(); at++) {
            if (key.apply(list.get(at)).equals(wanted)) {
                return at;
            }
        }
        return -1;
    }
}
