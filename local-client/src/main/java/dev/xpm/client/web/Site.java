package dev.xpm.client.web;

import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.view.LinkLook;
import dev.xpm.client.view.Totals;
import dev.xpm.client.web.Sessions.Session;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** What all pages share: the data, the templates, and what stands around a page. */
final class Site {
    /** A page that is read without scripts should be complete; a reader does not wait longer than that for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PACKAGE = Site.class.getPackageName();

    private final WorkspaceMirror mirror;
    private final Clock clock;
    private final Guard guard;
    private final String assets;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Site.class.getClassLoader(), PACKAGE);

    Site(WorkspaceMirror mirror, Clock clock, Guard guard, String assets) {
        this.mirror = mirror;
        this.clock = clock;
        this.guard = guard;
        this.assets = assets;
    }

    WorkspaceMirror mirror() {
        return mirror;
    }

    MirrorState state() {
        return mirror.state();
    }

    Instant now() {
        return clock.instant();
    }

    /** Zone of the reader: this machine's, whose browser it mostly is. */
    ZoneId here() {
        return ZoneId.systemDefault();
    }

    /** The state as soon as it is as wanted, or the one after a moment's patience; at once while not connected. */
    @SuppressWarnings("try") // What is opened only has to be closed.
    MirrorState await(Predicate<MirrorState> wanted) {
        var met = new CompletableFuture<MirrorState>();
        Runnable look = () -> {
            MirrorState state = mirror.state();
            if (wanted.test(state) || !state.isLive()) {
                met.complete(state);
            }
        };
        try (var listening = mirror.onChange(look)) {
            look.run();
            return met.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return mirror.state();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return mirror.state();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Frame frame(Context ctx, String title, String section) {
        MirrorState state = state();
        Session session = guard.session(ctx);
        return new Frame(
                title,
                section,
                LinkLook.of(state.link(), here()),
                state.source().display().forHtml(),
                Totals.of(state),
                session == null ? null : session.csrf(),
                assets);
    }

    /** Answers with a page or a part of one, made from a template. */
    void answer(Context ctx, String template, Map<String, Object> params) {
        var out = new StringOutput(16_384);
        templates.render(template + ".jte", new HashMap<>(params), out);
        ctx.contentType("text/html; charset=utf-8").result(out.toString());
    }

    /** A page that only says something. */
    void message(Context ctx, int status, String heading, String sentence) {
        ctx.status(status);
        answer(ctx, "message", Map.of("frame", frame(ctx, heading, ""), "heading", heading, "sentence", sentence));
    }
}
