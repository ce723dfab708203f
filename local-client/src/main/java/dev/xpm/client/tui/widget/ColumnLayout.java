package dev.xpm.client.tui.widget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which columns of a table are drawn on a screen of some width, and how wide each. */
final class ColumnLayout {
    private ColumnLayout() {}

    /** A column with its place. */
    record Placed<R>(Column<R> column, int x, int width) {}

    static <R> List<Placed<R>> of(List<Column<R>> columns, int width, int gap) {
        var shown = new ArrayList<>(columns);
        while (needed(shown, gap) > width) {
            Column<R> next = shown.stream()
                    .filter(column -> column.drop() > 0)
                    .min(Comparator.comparingInt(Column::drop))
                    .orElse(null);
            if (next == null) {
                break;
            }
            shown.remove(next);
        }
        int[] widths = shown.stream().mapToInt(Column::comfortable).toArray();
        int room = width - needed(shown, gap);
        for (int at = 0; at < widths.length; at++) {
            Column<R> column = shown.get(at);
            int change = room < 0
                    ? Math.max(room, column.least() - widths[at])
                    : Math.min(room, column.preferred() - widths[at]);
            widths[at] += change;
            room -= change;
        }
        grow(shown, widths, room);
        var placed = new ArrayList<Placed<R>>(widths.length);
        int x = 0;
        for (int at = 0; at < widths.length; at++) {
            placed.add(new Placed<>(shown.get(at), x, widths[at]));
            x += widths[at] + gap;
        }
        return placed;
    }

    private static <R> void grow(List<Column<R>> shown, int[] widths, int room) {
        long growing = shown.stream().filter(Column::grows).count();
        int left = room;
        for (int at = 0; at < widths.length && left > 0; at++) {
            if (shown.get(at).grows()) {
                int share = (int) (left / growing);
                widths[at] += share;
                left -= share;
                growing--;
            }
        }
    }

    private static <R> int needed(List<Column<R>> columns, int gap) {
        return columns.stream().mapToInt(column -> column.comfortable() + gap).sum() - gap;
    }
}
