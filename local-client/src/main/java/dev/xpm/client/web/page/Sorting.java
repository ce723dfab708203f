package dev.xpm.client.web.page;

import dev.xpm.client.web.http.Query;
import io.javalin.http.Context;
import java.util.Locale;

/** The order that an address asks for: {@code sort} names a constant, {@code dir=desc} reverses it. */
record Sorting<E extends Enum<E>>(E by, boolean reversed, E usual) {
    static <E extends Enum<E>> Sorting<E> of(Context ctx, Class<E> type, E usual) {
        String wanted = ctx.queryParam("sort");
        E by = usual;
        for (E constant : type.getEnumConstants()) {
            if (name(constant).equals(wanted)) {
                by = constant;
            }
        }
        return new Sorting<>(by, "desc".equals(ctx.queryParam("dir")), usual);
    }

    /** Adds itself to an address. */
    Query in(Query query) {
        return query.with("sort", by == usual && !reversed ? null : name(by)).with("dir", reversed ? "desc" : null);
    }

    /** The head of a column that sorts: once more reverses. */
    Column column(String title, E column, String path, Query query) {
        boolean current = column == by;
        var next = new Sorting<>(column, current && !reversed, usual);
        String order = !current ? "none" : reversed ? "descending" : "ascending";
        return new Column(title, name(column), path + next.in(query), order);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
