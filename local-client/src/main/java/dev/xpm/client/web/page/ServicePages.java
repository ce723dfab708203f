package dev.xpm.client.web.page;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.client.view.ForwardLook;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.ServiceRow;
import dev.xpm.client.view.Tables;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Services of an experiment and of all, and the ways to them. A service is another origin: it is linked on a port of its
 * own, under a name by which no cookie of ours is sent, and no path of ours leads to it. Source: assurance.md W11.
 */
public final class ServicePages {
    private static final String ALL = "/services";

    /** A table of services. */
    record Services(List<Line> rows, boolean withExperiment, List<UntrustedText> notes) {}

    /**
     * A row of it.
     *
     * @param link where a browser on this machine finds the service; empty while there is no way to it
     * @param way how the way to it stands; empty if nobody asked for one
     * @param start where to ask for a way; empty if there is one or can be none
     * @param stop where to end the way; empty if there is none
     * @param files where to ask for a copy of what it shows; empty if it names no directory
     */
    record Line(ServiceRow row, String link, UntrustedText way, String tone, String start, String stop, String files) {}

    private final Site site;
    private final FleetForwards forwards;

    public ServicePages(Site site, FleetForwards forwards) {
        this.site = site;
        this.forwards = forwards;
    }

    public List<Route> routes() {
        return List.of(
                Route.partial("/p/x/{exp}/services", ctx -> part(ctx, ofRun(ctx, Asked.run(ctx)))),
                Route.page(ALL, this::page),
                Route.partial("/p/services", ctx -> part(ctx, active(ctx))),
                Route.change("/x/{exp}/services/{service}/start", ctx -> change(ctx, Forwards::open)),
                Route.change("/x/{exp}/services/{service}/stop", ctx -> change(ctx, Forwards::close)));
    }

    private void part(Context ctx, Services table) {
        site.answer(ctx, "services", Map.of("table", table, "frame", site.frame(ctx, "", "")));
    }

    private void page(Context ctx) {
        site.awaitExperiments();
        site.answer(
                ctx, "servicesPage", Map.of("frame", site.frame(ctx, "Services", "services"), "table", active(ctx)));
    }

    Services ofRun(Context ctx, RunKey run) {
        MirrorState state = site.state(run.source());
        List<Line> rows = rows(run).stream().map(row -> line(ctx, row, false)).toList();
        return new Services(
                rows,
                false,
                rows.isEmpty() ? Messages.of(state.experiments(), "services", Messages.noServices()) : List.of());
    }

    private Services active(Context ctx) {
        FleetState fleet = site.state();
        List<Line> rows = Tables.activeServices(fleet).stream()
                .map(row -> line(ctx, row, true))
                .toList();
        List<UntrustedText> none =
                List.of(UntrustedText.of("No active services. The page of an experiment lists all it has."));
        return new Services(
                rows, true, rows.isEmpty() ? Messages.of(fleet.experiments(), "services", none) : List.of());
    }

    private Line line(Context ctx, ServiceRow row, boolean all) {
        ForwardLook look = ForwardLook.of(forwards.of(row.source()), row);
        ServiceUrl url = look.url();
        Experiment experiment = row.experiment();
        var run = new RunKey(row.source(), experiment.id(), experiment.run());
        boolean startable = row.address() != null && !look.wanted();
        return new Line(
                row,
                url == null ? "" : elsewhere(ctx, url).toString(),
                look.words(),
                Badge.tone(look.tone()),
                startable ? Href.service(run, row.key(), "start", all) : "",
                look.wanted() ? Href.service(run, row.key(), "stop", all) : "",
                row.path() == null ? "" : Href.serviceFiles(run, row.key()));
    }

    /** Cookies do not know ports: of the two names of this machine, the one that our page was not asked by. */
    private static ServiceUrl elsewhere(Context ctx, ServiceUrl url) {
        boolean byName = Objects.requireNonNullElse(ctx.header("Host"), "").startsWith("localhost");
        return byName && url.host().equals("localhost") ? url.at("127.0.0.1", url.port()) : url;
    }

    private void change(Context ctx, BiConsumer<Forwards, ServiceAddress> change) {
        RunKey run = Asked.run(ctx);
        String wanted = ctx.pathParam("service");
        ServiceAddress to = rows(run).stream()
                .filter(row -> row.key().equals(wanted))
                .map(ServiceRow::address)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("This run has no such service that runs."));
        change.accept(forwards.of(run.source()), to);
        boolean all = ctx.queryParam("all") != null;
        ctx.status(303).header("Location", all ? ALL : Href.experiment(run, "services"));
    }

    private List<ServiceRow> rows(RunKey run) {
        Experiment experiment = experiment(site.state(run.source()), run);
        return experiment == null ? List.of() : ServiceRow.of(run.source(), experiment);
    }

    /** The run that is meant; the current one is known before the list of runs is. */
    static @Nullable Experiment experiment(MirrorState state, RunKey key) {
        Experiment current = state.experiment(key.experiment());
        return current != null && (key.run() == null || key.run().equals(current.run()))
                ? current
                : ExperimentPages.experiment(state, key);
    }
}
