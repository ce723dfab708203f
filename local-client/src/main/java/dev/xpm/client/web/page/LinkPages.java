package dev.xpm.client.web.page;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PromptDesk;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.view.LinkWords;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The connection to the host: how it is, another attempt, and what the host asks when a session is made again. Answers
 * come with the secret of the browser's session, are handed on and forgotten. Source: assurance.md R16.
 */
public final class LinkPages {
    private final Site site;

    /**
     * An open question.
     *
     * @param source which workspace asks
     * @param number which question it is, for the answer
     * @param fields none for a yes or no
     */
    record Question(String source, String number, String title, List<String> lines, List<Field> fields) {}

    /** One thing to type. */
    record Field(String name, String label, String type) {}

    /**
     * The connection of one workspace.
     *
     * @param reason why it was lost, empty while it is not
     * @param note what is worth knowing of the other side, empty for nothing
     */
    record Connection(
            String source,
            String words,
            String tone,
            String reason,
            String note,
            boolean lost,
            List<Question> questions) {}

    public LinkPages(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(
                Route.partial("/p/link", ctx -> site.answer(ctx, "link", Map.of("frame", site.frame(ctx, "", "")))),
                Route.page("/connection", this::page),
                Route.partial(
                        "/p/connection",
                        ctx -> site.answer(
                                ctx,
                                "connectionState",
                                Map.of("frame", site.frame(ctx, "", ""), "connections", connections()))),
                Route.change("/connection/retry", this::retry),
                Route.change("/connection/answer", this::answer));
    }

    private void page(Context ctx) {
        site.answer(
                ctx, "connection", Map.of("frame", site.frame(ctx, "Connection", ""), "connections", connections()));
    }

    private List<Connection> connections() {
        return site.state().states().stream().map(this::connection).toList();
    }

    private Connection connection(MirrorState state) {
        Frame.Look look = site.look(state);
        String reason = state.link() instanceof Link.Lost lost ? lost.reason().sentence() : "";
        PromptDesk.Asked asked = state.question();
        return new Connection(
                state.source().display().forHtml(),
                look.words(),
                look.tone(),
                html(reason),
                state.older() == null ? "" : html(LinkWords.older(state.older())),
                state.link() instanceof Link.Lost,
                asked == null ? List.of() : List.of(question(state, asked)));
    }

    private static Question question(MirrorState state, PromptDesk.Asked asked) {
        var fields = new ArrayList<Field>();
        for (Prompter.Question question : asked.questions()) {
            fields.add(
                    new Field("answer" + fields.size(), html(question.text()), question.echo() ? "text" : "password"));
        }
        return new Question(
                state.id().name(),
                String.valueOf(asked.number()),
                html(asked.title()),
                asked.lines().stream().map(LinkPages::html).toList(),
                fields);
    }

    private static String html(String words) {
        return UntrustedText.of(words).forHtml();
    }

    private void retry(Context ctx) {
        site.fleet().mirrors().forEach(WorkspaceMirror::retryNow);
        back(ctx);
    }

    private void answer(Context ctx) {
        var source = new SourceId(Objects.requireNonNullElse(ctx.formParam("source"), ""));
        PromptDesk desk = site.mirror(source).prompts();
        PromptDesk.Asked asked = desk.open();
        String number = Objects.requireNonNullElse(ctx.formParam("number"), "");
        if (asked == null || !number.equals(String.valueOf(asked.number()))) {
            back(ctx);
            return;
        }
        if ("yes".equals(ctx.formParam("confirm"))) {
            var given = new ArrayList<char[]>();
            for (int at = 0; at < asked.questions().size(); at++) {
                given.add(Objects.requireNonNullElse(ctx.formParam("answer" + at), "")
                        .toCharArray());
            }
            desk.answer(asked.number(), given);
        } else {
            desk.cancel(asked.number());
        }
        back(ctx);
    }

    private static void back(Context ctx) {
        ctx.status(303).header("Location", "/connection");
    }
}
