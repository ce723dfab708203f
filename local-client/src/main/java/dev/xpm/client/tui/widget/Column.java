package dev.xpm.client.tui.widget;

import java.util.List;
import java.util.function.BiFunction;

/**
 * A column of a table.
 *
 * @param least columns below which it is not drawn any narrower
 * @param comfortable columns that it takes before others are dropped for it
 * @param preferred columns beyond which only a growing one goes
 * @param drop 0 for never, 1 for the first to go when there is no room
 * @param cell what stands in a row, given the columns that there are
 */
public record Column<R>(
        String title,
        int least,
        int comfortable,
        int preferred,
        boolean grows,
        int drop,
        BiFunction<R, Integer, List<Piece>> cell) {
    public static <R> Column<R> fixed(String title, int width, int drop, BiFunction<R, Integer, List<Piece>> cell) {
        return new Column<>(title, width, width, width, false, drop, cell);
    }
}
