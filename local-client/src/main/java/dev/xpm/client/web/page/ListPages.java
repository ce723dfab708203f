package dev.xpm.client.web.page;

import dev.xpm.client.view.Messages;
import dev.xpm.client.view.OutputLine;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.WarningRow;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** What the host printed, and what needs a decision. Source: interfaces.md 3.9 and 3.10. */
public final class ListPages {
    /** More lines make a page slow, and nobody reads them. */
    private static final int SHOWN_LINES = 2_000;

    record Output(List<OutputLine> lines, int hidden, List<UntrustedText> notes) {}

    record Warnings(List<WarningRow> rows, List<UntrustedText> notes) {}

    private final Site site;

    public ListPages(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(
                Route.page("/output", this::output),
                Route.partial("/p/output", ctx -> site.answer(ctx, "outputLines", Map.of("output", output()))),
                Route.page("/warnings", this::warnings),
                Route.partial(
                        "/p/warnings",
                        ctx -> site.answer(
                                ctx, "warningList", Map.of("warnings", warnings(), "csrf", site.csrf(ctx)))));
    }

    private void output(Context ctx) {
        site.answer(ctx, "output", Map.of("frame", site.frame(ctx, "Output", "output"), "output", output()));
    }

    private Output output() {
        List<OutputLine> all = OutputLine.of(site.state());
        int hidden = Math.max(0, all.size() - SHOWN_LINES);
        return new Output(all.subList(hidden, all.size()), hidden, all.isEmpty() ? Messages.noOutput() : List.of());
    }

    private void warnings(Context ctx) {
        int count = Tables.warnings(site.state()).size();
        String title = (count > 0 ? "(" + count + ") " : "") + "Warnings";
        site.answer(ctx, "warnings", Map.of("frame", site.frame(ctx, title, "warnings"), "warnings", warnings()));
    }

    /** Where to decide on a warning. */
    public static String decide(WarningRow row) {
        return Href.warning(row);
    }

    private Warnings warnings() {
        List<WarningRow> rows = Tables.warnings(site.state());
        return new Warnings(rows, rows.isEmpty() ? Messages.noWarnings() : List.of());
    }
}
