package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.view.LinkLook;
import dev.xpm.client.view.Totals;
import dev.xpm.client.web.guard.Guard;
import dev.xpm.client.web.guard.Sessions.Session;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.protocol.text.UntrustedText;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What all pages share: the data, the templates, and what stands around a page. */
public final class Site {
    /** A page that is read without scripts should be complete; a reader does not wait longer than that for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PACKAGE = Site.class.getPackageName();

    private final Fleet fleet;
    private final Clock clock;
    private final Guard guard;
    private final String assets;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Site.class.getClassLoader(), PACKAGE);

    public Site(Fleet fleet, Clock clock, Guard guard, String assets) {
        this.fleet = fleet;
        this.clock = clock;
        this.guard = guard;
        this.assets = assets;
    }

    public Fleet fleet() {
        return fleet;
    }

    public FleetState state() {
        return fleet.state();
    }

    /** The mirror of a workspace; one that is not watched is not found. */
    WorkspaceMirror mirror(SourceId source) {
        if (!state().has(source)) {
            throw Refusal.notFound("No workspace of that name is watched.");
        }
        return fleet.of(source);
    }

    public MirrorState state(SourceId source) {
        return mirror(source).state();
    }

    public Instant now() {
        return clock.instant();
    }

    /** The moment of which the rows of a workspace tell: now, or when its connection was lost. */
    Instant asOf(SourceId source) {
        return state().of(source).asOf(now());
    }

    /** How the link looks now. */
    Frame.Look look(MirrorState state) {
        LinkLook look = LinkLook.of(state, now(), here());
        return new Frame.Look(look.words(), Badge.tone(look.tone()));
    }

    /** Zone of the reader: this machine's, whose browser it mostly is. */
    ZoneId here() {
        return ZoneId.systemDefault();
    }

    /** The state as soon as it is as wanted, or the one after a moment's patience; at once while not connected. */
    public MirrorState await(SourceId source, Predicate<MirrorState> wanted) {
        WorkspaceMirror mirror = mirror(source);
        await(() -> {
            MirrorState state = mirror.state();
            return wanted.test(state) || !state.isLive();
        });
        return mirror.state();
    }

    /** All states as soon as every connected workspace has told its experiments, or after a moment's patience. */
    FleetState awaitExperiments() {
        await(() -> state().isSettled());
        return state();
    }

    @SuppressWarnings("try") // What is opened only has to be closed.
    private void await(BooleanSupplier wanted) {
        var met = new CompletableFuture<Void>();
        Runnable look = () -> {
            if (wanted.getAsBoolean()) {
                met.complete(null);
            }
        };
        try (var listening = fleet.onChange(look)) {
            look.run();
            met.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The page shows what there is.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Frame frame(Context ctx, String title, String section) {
        FleetState state = state();
        Session session = guard.session(ctx);
        return new Frame(
                title,
                section,
                LinkLook.of(state, now(), here()),
                LinkState.of(state, here()),
                state.display().forHtml(),
                Totals.of(state),
                session == null ? null : session.csrf(),
                assets);
    }

    /** What a form of a part of a page must send; empty without a session, which may change nothing. */
    String csrf(Context ctx) {
        Session session = guard.session(ctx);
        return session == null ? "" : session.csrf();
    }

    /** Answers with a page or a part of one, made from a template. */
    void answer(Context ctx, String template, Map<String, Object> params) {
        var out = new StringOutput(16_384);
        templates.render(template + ".jte", new HashMap<>(params), out);
        ctx.contentType("text/html; charset=utf-8").result(out.toString());
    }

    /** A page that says what came of something, with the way back. */
    void say(
            Context ctx, int status, String heading, UntrustedText sentence, List<UntrustedText> details, String back) {
        ctx.status(status);
        answer(
                ctx,
                "said",
                Map.of(
                        "frame", frame(ctx, heading, ""),
                        "heading", heading,
                        "sentence", sentence,
                        "details", details,
                        "back", back));
    }

    /** A page that only says something. */
    public void message(Context ctx, int status, String heading, String sentence) {
        ctx.status(status);
        answer(ctx, "message", Map.of("frame", frame(ctx, heading, ""), "heading", heading, "sentence", sentence));
    }
}
