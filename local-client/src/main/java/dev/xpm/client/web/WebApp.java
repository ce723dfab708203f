package dev.xpm.client.web;

import dev.xpm.client.change.Changes;
import dev.xpm.client.json.WorkspaceJson;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.web.guard.Door;
import dev.xpm.client.web.guard.Guard;
import dev.xpm.client.web.guard.Sessions;
import dev.xpm.client.web.guard.WebOptions;
import dev.xpm.client.web.http.Assets;
import dev.xpm.client.web.http.ErrorPages;
import dev.xpm.client.web.http.Headers;
import dev.xpm.client.web.http.Query;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.client.web.live.EventHub;
import dev.xpm.client.web.live.EventRoutes;
import dev.xpm.client.web.live.Logs;
import dev.xpm.client.web.page.ChangePages;
import dev.xpm.client.web.page.DoorPages;
import dev.xpm.client.web.page.ExperimentList;
import dev.xpm.client.web.page.ExperimentPages;
import dev.xpm.client.web.page.FilePages;
import dev.xpm.client.web.page.HomePages;
import dev.xpm.client.web.page.JobPages;
import dev.xpm.client.web.page.LinkPages;
import dev.xpm.client.web.page.ListPages;
import dev.xpm.client.web.page.LogPages;
import dev.xpm.client.web.page.LoosePages;
import dev.xpm.client.web.page.ServicePages;
import dev.xpm.client.web.page.Site;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The web face of the watched workspaces, while it is being served. Safe for use by several threads. */
public final class WebApp implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WebApp.class.getName());

    /** All streams, and some threads for pages besides them. */
    private static final int MAX_THREADS = 72;

    private static final int MAX_REQUEST_BYTES = 16 << 10;
    private static final int MAX_CONNECTIONS = 512;

    /** For what the server itself refuses, before a route of ours is asked. */
    private static final String NOTHING_HERE = "There is nothing at this address.";

    /** A browser that sends its request slower than that is none. Longer than the pause between comments. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /**
     * Ids may hold a percent sign, control characters or a backslash: encoded, they are no attack here, because no
     * path of a request ever becomes one on disk.
     */
    private static final UriCompliance IDS_IN_PATHS = UriCompliance.DEFAULT.with(
            "ids",
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS,
            UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS);

    private final WebOptions options;
    private final Javalin server;
    private final EventRoutes events;
    private final List<Route> routes;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private WebApp(Fleet fleet, FleetFiles files, FleetForwards forwards, WebOptions options, Clock clock) {
        this.options = options;
        var door = new Door(options.token(), clock);
        var guard = new Guard(options, new Sessions(clock), door);
        var assets = new Assets();
        var site = new Site(fleet, clock, guard, assets.base());
        var logs = new Logs(files);
        var jobs = new JobPages(site);
        this.events = new EventRoutes(new EventHub(fleet, files, forwards), logs);
        var table = new ArrayList<Route>();
        table.addAll(new DoorPages(site, guard, door, () -> stopped.complete(null)).routes());
        table.addAll(assets.routes());
        table.addAll(new HomePages(site).routes());
        var services = new ServicePages(site, forwards);
        table.addAll(new ExperimentList(site).routes());
        table.addAll(new ExperimentPages(site, services).routes());
        table.addAll(services.routes());
        table.addAll(jobs.routes());
        table.addAll(new LogPages(site, logs, jobs).routes());
        table.addAll(new FilePages(site, jobs, fleet, files).routes());
        var loose = new LoosePages(site);
        table.addAll(loose.routes());
        table.addAll(new ChangePages(site, jobs, loose, new Changes(fleet)).routes());
        table.addAll(new ListPages(site).routes());
        table.addAll(new LinkPages(site).routes());
        table.addAll(new Api(site, logs, jobs).routes());
        table.addAll(events.routes());
        this.routes = List.copyOf(table);
        this.server = Javalin.create(config -> configure(config, guard, site));
    }

    /**
     * Binds the port and serves from then on. The mirrors need not be connected yet: pages then say so. Takes about a
     * second in a fresh program: call it on a thread of its own, beside the making of the connection.
     *
     * @throws MonitorException if the port is taken; nothing is left open then
     */
    public static WebApp start(Fleet fleet, FleetFiles files, FleetForwards forwards, WebOptions options)
            throws MonitorException {
        return start(fleet, files, forwards, options, Clock.systemUTC());
    }

    static WebApp start(Fleet fleet, FleetFiles files, FleetForwards forwards, WebOptions options, Clock clock)
            throws MonitorException {
        var app = new WebApp(fleet, files, forwards, options, clock);
        try {
            app.server.start();
        } catch (JavalinBindException e) {
            app.close();
            throw new MonitorException(
                    Problem.PORT_TAKEN,
                    "unable to serve the page because port " + options.port() + " of " + options.host()
                            + " is taken by another program",
                    Problem.PORT_TAKEN.hint(),
                    List.of(),
                    e);
        }
        return app;
    }

    /** The address to open in a browser, login included: for the terminal only, never for a log. */
    public String link() {
        String host = options.host();
        String named = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return "http://" + (named.indexOf(':') >= 0 ? "[" + named + "]" : named) + ":" + port() + "/auth"
                + new Query().set("xpm-token", options.token());
    }

    public int port() {
        return server.port();
    }

    /** Ends when somebody asked for the end on a page, or after closing. */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /** Ends all streams and frees the port; quick, and harmless when repeated. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            events.close();
            server.stop();
            stopped.complete(null);
        }
    }

    /** Every way into this server. */
    List<Route> routes() {
        return routes;
    }

    private void configure(JavalinConfig config, Guard guard, Site site) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        config.http.compressionStrategy = CompressionStrategy.GZIP;
        config.http.prefer405over404 = true;
        config.jetty.host = options.host();
        config.jetty.port = options.port();
        var threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("xpm-web");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(WebApp::configureHttp);
        config.jetty.modifyServer(this::configureServer);
        config.jetty.modifyServletContextHandler(
                context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
        config.routes.before(ctx -> {
            guard.port(ctx.req().getLocalPort());
            guard.checkOrigin(ctx);
        });
        for (Route route : routes) {
            HandlerType method = route.method().equals("POST") ? HandlerType.POST : HandlerType.GET;
            config.routes.addHttpHandler(method, route.path(), guard.protect(route));
        }
        config.routes.exception(Refusal.class, (refusal, ctx) -> refuse(site, ctx, refusal));
        config.routes.exception(Exception.class, (failure, ctx) -> fail(site, ctx, failure));
        config.routes.exception(
                HttpResponseException.class,
                (failure, ctx) -> refuse(site, ctx, new Refusal(failure.getStatus(), NOTHING_HERE)));
    }

    private static void configureHttp(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setUriCompliance(IDS_IN_PATHS);
        http.setRequestHeaderSize(MAX_REQUEST_BYTES);
        http.setIdleTimeout(IDLE.toMillis());
    }

    private void configureServer(Server jetty) {
        jetty.setErrorHandler(new ErrorPages());
        jetty.setStopTimeout(0);
        jetty.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, jetty));
        jetty.insertHandler(new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Headers.ALWAYS.forEach(response.getHeaders()::put);
                return super.handle(request, response, callback);
            }
        });
    }

    private static void refuse(Site site, Context ctx, Refusal refusal) {
        if (ctx.path().startsWith("/api/")) {
            ctx.status(refusal.status())
                    .contentType("application/json")
                    .result(WorkspaceJson.error(refusal.sentence()));
        } else if (isPart(ctx)) {
            ctx.status(refusal.status())
                    .contentType("text/plain; charset=utf-8")
                    .result(refusal.sentence());
        } else {
            site.message(ctx, refusal.status(), heading(refusal.status()), refusal.sentence());
        }
    }

    private static void fail(Site site, Context ctx, Exception failure) {
        LOG.log(System.Logger.Level.ERROR, "a page failed", failure);
        refuse(site, ctx, new Refusal(500, "Something went wrong here. The log of this program says more."));
    }

    private static boolean isPart(Context ctx) {
        return ctx.path().startsWith("/p/") || ctx.path().startsWith("/events");
    }

    private static String heading(int status) {
        return switch (status) {
            case 404 -> "Not found";
            case 403, 421 -> "Refused";
            case 429 -> "Wait a moment";
            case 503 -> "Not connected yet";
            default -> "Error " + status;
        };
    }
}
