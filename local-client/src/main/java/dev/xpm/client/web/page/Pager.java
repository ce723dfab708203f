package dev.xpm.client.web.page;

import dev.xpm.client.web.http.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a long table.
 *
 * @param from number of its first row, from 1 on
 * @param previous address, null on the first page
 */
record Pager(
        int from,
        int to,
        int total,
        @Nullable String previous,
        @Nullable String next) {
    /** Source: interfaces.md 4.4. */
    static final int ROWS = 200;

    /** Pages beyond the last one show the last one. */
    static Pager of(int total, @Nullable String wanted, String path, Query query) {
        int last = Math.max(0, (total - 1) / ROWS);
        int page = Math.min(last, number(wanted) - 1);
        int from = page * ROWS;
        return new Pager(
                total == 0 ? 0 : from + 1,
                Math.min(total, from + ROWS),
                total,
                page == 0 ? null : path + query.with("page", page == 1 ? null : String.valueOf(page)),
                page == last ? null : path + query.with("page", String.valueOf(page + 2)));
    }

    /** From 1 on. */
    int page() {
        return Math.max(0, from - 1) / ROWS + 1;
    }

    boolean isNeeded() {
        return total > ROWS;
    }

    <T> List<T> rows(List<T> all) {
        return all.subList(Math.max(0, from - 1), to);
    }

    private static int number(@Nullable String wanted) {
        if (wanted == null || !wanted.matches("[1-9][0-9]{0,5}")) {
            return 1;
        }
        return Integer.parseInt(wanted);
    }
}
