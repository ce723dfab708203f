package dev.xpm.client.web.guard;

import dev.xpm.client.web.guard.Sessions.Session;
import dev.xpm.client.web.http.Access;
import dev.xpm.client.web.http.Query;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Stands before every route. Source: interfaces.md 4.3, assurance.md 3 W. */
public final class Guard {
    private static final String SESSION = "session";
    private static final String BEARER = "Bearer ";

    private final HostNames names;
    private final Sessions sessions;
    private final Door door;
    private volatile String cookie = "xpm_session";

    public Guard(WebOptions options, Sessions sessions, Door door) {
        this.names = new HostNames(options);
        this.sessions = sessions;
        this.door = door;
    }

    /** Cookies do not know ports: two programs on one machine must not take each other's. */
    public void port(int port) {
        cookie = "xpm_session_" + port;
    }

    /** The session that let a request in; null on open routes without one. */
    @Nullable
    public Session session(Context ctx) {
        Session known = ctx.attribute(SESSION);
        return known != null ? known : sessions.find(ctx.cookie(cookie));
    }

    public void logIn(Context ctx) {
        Session session = sessions.open();
        setCookie(ctx, session.id(), Sessions.LIFETIME.toSeconds());
    }

    public void logOut(Context ctx) {
        Session session = session(ctx);
        if (session != null) {
            sessions.end(session.id());
        }
        setCookie(ctx, "", 0);
    }

    private void setCookie(Context ctx, String value, long seconds) {
        ctx.header("Set-Cookie", cookie + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax");
    }

    /** Refuses what cannot come from one of our own pages, before any route is looked up. */
    public void checkOrigin(Context ctx) {
        String host = ctx.header("Host");
        if (!names.isOurs(host)) {
            throw new Refusal(421, "This server does not answer to that name.");
        }
        String site = ctx.header("Sec-Fetch-Site");
        boolean own = site == null || site.equals("same-origin") || site.equals("none");
        boolean followed = "navigate".equals(ctx.header("Sec-Fetch-Mode")) && isGet(ctx);
        if (!own && !followed) {
            throw new Refusal(403, "Another site may not ask that.");
        }
        String origin = ctx.header("Origin");
        boolean needed = !isGet(ctx);
        if (origin == null ? needed : !origin.equals("http://" + host)) {
            throw new Refusal(403, "Another site may not ask that.");
        }
    }

    private static boolean isGet(Context ctx) {
        String method = ctx.req().getMethod();
        return method.equals("GET") || method.equals("HEAD");
    }

    public Handler protect(Route route) {
        return ctx -> {
            if (mayPass(ctx, route.access())) {
                route.handler().handle(ctx);
            } else {
                refuse(ctx, route.access());
            }
        };
    }

    private boolean mayPass(Context ctx, Access access) {
        if (access == Access.OPEN) {
            return true;
        }
        if (access == Access.API && bearer(ctx)) {
            return true;
        }
        Session session = sessions.find(ctx.cookie(cookie));
        if (session == null) {
            return false;
        }
        ctx.attribute(SESSION, session);
        if (access == Access.CHANGE && !carriesSecret(ctx, session)) {
            throw new Refusal(403, "This form is out of date: open its page again.");
        }
        return true;
    }

    private boolean bearer(Context ctx) {
        String header = ctx.header("Authorization");
        if (header == null || !header.startsWith(BEARER)) {
            return false;
        }
        Door.Answer answer = door.knock(header.substring(BEARER.length()).strip(), ctx.ip());
        if (answer == Door.Answer.TOO_MANY) {
            throw new Refusal(429, "Too many wrong tokens: wait a minute.");
        }
        return answer == Door.Answer.RIGHT;
    }

    private static boolean carriesSecret(Context ctx, Session session) {
        String header = ctx.header("X-CSRF-Token");
        String sent = header == null ? ctx.formParam("csrf") : header;
        return sent != null
                && MessageDigest.isEqual(
                        session.csrf().getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(Context ctx, Access access) {
        switch (access) {
            case API -> ctx.status(401).contentType("application/json").result("{\"error\":\"unauthorized\"}");
            case PARTIAL -> ctx.status(401).header("HX-Redirect", "/login").result("log in first");
            case STREAM -> ctx.status(401).result("log in first");
            default -> toLogin(ctx);
        }
    }

    private static void toLogin(Context ctx) {
        String wanted = ctx.req().getRequestURI() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
        boolean home = wanted.equals("/") || !isGet(ctx);
        ctx.status(303).header("Location", "/login" + (home ? "" : new Query().set("next", wanted)));
    }
}
