package dev.xpm.client.web.page;

import dev.xpm.protocol.text.UntrustedText;
import io.javalin.http.Context;
import java.util.List;

/** What is the same for all tables that can be searched. */
final class Searching {
    private Searching() {}

    /** A search typed into a page becomes part of its address, so that reloading and sharing it keep the search. */
    static void keep(Context ctx, String path) {
        if ("q".equals(ctx.header("HX-Trigger-Name"))) {
            String query = ctx.queryString();
            ctx.header("HX-Replace-Url", path + (query == null ? "" : "?" + query));
        }
    }

    static List<UntrustedText> noMatch(String what) {
        return List.of(UntrustedText.of("No " + what + " matches the search."));
    }
}
