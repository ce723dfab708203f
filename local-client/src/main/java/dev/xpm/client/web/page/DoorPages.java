package dev.xpm.client.web.page;

import dev.xpm.client.web.guard.Door;
import dev.xpm.client.web.guard.Guard;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Route;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Coming in, leaving, and switching the program off. Source: interfaces.md 4.3. */
public final class DoorPages {
    private final Site site;
    private final Guard guard;
    private final Door door;
    private final Runnable stop;

    /** The program ends by {@code stop}. */
    public DoorPages(Site site, Guard guard, Door door, Runnable stop) {
        this.site = site;
        this.guard = guard;
        this.door = door;
        this.stop = stop;
    }

    public List<Route> routes() {
        return List.of(
                Route.open("GET", "/login", ctx -> form(ctx, 200, "")),
                Route.open("POST", "/login", this::logIn),
                Route.open("GET", "/auth", this::printedLink),
                Route.open(
                        "GET", "/healthz", ctx -> ctx.contentType("text/plain").result("ok")),
                Route.change("/logout", this::logOut),
                Route.page("/stop", ctx -> site.answer(ctx, "stop", Map.of("frame", site.frame(ctx, "Stop", "")))),
                Route.change("/stop", this::stop));
    }

    private void form(Context ctx, int status, String problem) {
        ctx.status(status);
        site.answer(
                ctx,
                "login",
                Map.of(
                        "frame", site.frame(ctx, "Log in", "login"),
                        "next", ownPath(Href.text(Objects.requireNonNullElse(ctx.queryParam("next"), ""))),
                        "problem", problem));
    }

    private void logIn(Context ctx) {
        enter(ctx, ctx.formParam("xpm-token"), ownPath(ctx.formParam("next")));
    }

    /** The token leaves the address bar at once. */
    private void printedLink(Context ctx) {
        enter(ctx, ctx.queryParam("xpm-token"), "/");
    }

    private void enter(Context ctx, @Nullable String token, String next) {
        switch (door.knock(Objects.requireNonNullElse(token, "").strip(), ctx.ip())) {
            case RIGHT -> {
                guard.logIn(ctx);
                ctx.status(303).header("Location", next);
            }
            case WRONG -> form(ctx, 401, "That is not the token.");
            case TOO_MANY -> form(ctx, 429, "Too many wrong tokens. Wait a minute.");
        }
    }

    /** A way within this server, or its first page: nobody is led elsewhere after login. */
    static String ownPath(@Nullable String wanted) {
        return wanted != null && wanted.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,2000}") ? wanted : "/";
    }

    private void logOut(Context ctx) {
        guard.logOut(ctx);
        ctx.status(303).header("Location", "/login");
    }

    private void stop(Context ctx) {
        if (!"yes".equals(ctx.formParam("confirm"))) {
            ctx.status(303).header("Location", "/stop");
            return;
        }
        site.message(ctx, 202, "Stopped", "The monitor has ended. The experiments go on without it.");
        stop.run();
    }
}
