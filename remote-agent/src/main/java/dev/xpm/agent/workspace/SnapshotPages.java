package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the whole workspace page by page: first the experiments, then their jobs. Which experiments, runs and shared
 * jobs there are is settled with the first page, whose position counts for all: a later page may show what happened
 * meanwhile, and applying those events again changes nothing. Source: protocol.md 7.3.
 *
 * <p>Safe for use by several threads.
 */
public final class SnapshotPages {
    /** A client reads one at a time, and perhaps begins anew. */
    private static final int MAX_PLANS = 4;

    private static final int DEFAULT_LIMIT = 2_000;

    /** About 3 MB of jobs. */
    private static final int MAX_LIMIT = 4_000;

    /** On the wire an experiment takes for each of its jobs about half of what the job itself takes. */
    private static final int JOBS_PER_UNIT = 2;

    private static final Pattern CURSOR = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");

    private final WorkspaceQueries queries;
    private final Supplier<EventPosition> position;
    private final Map<Integer, Plan> plans = new LinkedHashMap<>();
    private int lastPlan;

    SnapshotPages(WorkspaceQueries queries, Supplier<EventPosition> position) {
        this.queries = queries;
        this.position = position;
    }

    private enum Part {
        EXPERIMENTS,
        JOBS,
        TAGS,
        DEPENDENCIES,
        SERVICES
    }

    /**
     * What was settled with the first page.
     *
     * @param shared the jobs that more than one of the runs hold, and which
     */
    private record Plan(
            int number,
            EventPosition position,
            Set<Part> parts,
            List<ExperimentId> experiments,
            Map<ExperimentId, RunId> runs,
            Map<JobKey, List<ExperimentId>> shared) {}

    /** A page under construction, and where it has come to. */
    private static final class Page {
        private final List<Experiment> experiments = new ArrayList<>();
        private final List<Snapshot.Member> jobs = new ArrayList<>();
        private final Map<ExperimentId, Map<JobId, Map<String, JsonValue>>> tags = new LinkedHashMap<>();
        private final Map<ExperimentId, Map<JobId, List<JobId>>> dependencies = new LinkedHashMap<>();
        private final List<Service> services = new ArrayList<>();
        private int room;
        private int step;
        private int job;

        Page(int room, int step, int job) {
            this.room = room;
            this.step = step;
            this.job = job;
        }
    }

    /** The page that the cursor asks for, or the first one. Arguments are those of the method {@code x/snapshot}. */
    public Snapshot page(
            @Nullable List<Object> include,
            @Nullable List<Object> experiments,
            @Nullable String cursor,
            @Nullable Integer limit)
            throws RpcException {
        int room = limit == null ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT);
        if (room <= 0) {
            throw RpcException.invalidParams("limit must be positive");
        }
        var look = queries.look();
        try {
            if (cursor == null) {
                return page(look, plan(look, include, experiments), new Page(room, 0, 0));
            }
            Matcher place = CURSOR.matcher(cursor);
            Plan plan = place.matches() ? planOf(Integer.parseInt(place.group(1))) : null;
            if (plan == null) {
                throw new RpcException(ErrorCode.RESYNC_NEEDED, "the cursor is not known any more: begin anew");
            }
            var page = new Page(room, Integer.parseInt(place.group(2)), Integer.parseInt(place.group(3)));
            return page(look, plan, page);
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "unable to read the workspace: " + Unreadable.reason(e));
        }
    }

    private synchronized @Nullable Plan planOf(int number) {
        return plans.get(number);
    }

    private Plan plan(WorkspaceReader.Look look, @Nullable List<Object> include, @Nullable List<Object> experiments)
            throws RpcException, IOException {
        EventPosition from = position.get();
        Set<Part> parts = parts(include);
        var ids = new ArrayList<ExperimentId>();
        if (experiments == null) {
            ids.addAll(queries.newestFirst(look));
        } else {
            for (Object id : experiments) {
                ids.add(Arguments.experiment(id instanceof String text ? text : null));
            }
        }
        var runs = new HashMap<ExperimentId, RunId>();
        var first = new HashMap<JobKey, ExperimentId>();
        var shared = new HashMap<JobKey, List<ExperimentId>>();
        for (ExperimentId id : ids) {
            RunView run = queries.currentRun(look, id);
            if (run.experiment().run() != null) {
                runs.put(id, run.experiment().run());
            }
            if (parts.contains(Part.JOBS) && ids.size() > 1) {
                run.experiment().jobs().values().forEach(info -> {
                    ExperimentId other = first.putIfAbsent(info.key(), id);
                    if (other != null && !other.equals(id)) {
                        shared.computeIfAbsent(info.key(), any -> new ArrayList<>(List.of(other)))
                                .add(id);
                    }
                });
            }
        }
        synchronized (this) {
            var plan = new Plan(++lastPlan, from, parts, List.copyOf(ids), runs, shared);
            plans.put(plan.number, plan);
            if (plans.size() > MAX_PLANS) {
                plans.remove(plans.keySet().iterator().next());
            }
            return plan;
        }
    }

    private static Set<Part> parts(@Nullable List<Object> include) throws RpcException {
        if (include == null) {
            return EnumSet.allOf(Part.class);
        }
        var parts = EnumSet.noneOf(Part.class);
        for (Object name : include) {
            try {
                parts.add(Part.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw RpcException.invalidParams("include names a part that does not exist");
            }
        }
        return parts;
    }

    /** Each experiment is a step, and then each again with its jobs. */
    private Snapshot page(WorkspaceReader.Look look, Plan plan, Page page) throws IOException {
        int experiments = plan.experiments.size();
        boolean withJobs = plan.parts.contains(Part.JOBS);
        int steps = withJobs ? 2 * experiments : experiments;
        while (page.step < steps && page.room > 0) {
            ExperimentId id = plan.experiments.get(page.step % experiments);
            RunView run = queries.knownRun(look, id, plan.runs.get(id));
            if (page.step < experiments) {
                addExperiment(plan, page, run);
                page.step++;
            } else {
                addJobs(look, plan, page, run);
            }
        }
        boolean isLast = page.step >= steps;
        return new Snapshot(
                plan.position,
                page.experiments,
                page.jobs,
                page.tags,
                page.dependencies,
                page.services,
                isLast ? null : plan.number + "." + page.step + "." + page.job);
    }

    private void addExperiment(Plan plan, Page page, RunView run) throws IOException {
        Experiment experiment = run.experiment();
        if (plan.parts.contains(Part.EXPERIMENTS)) {
            page.experiments.add(experiment);
        }
        if (plan.parts.contains(Part.TAGS)) {
            var tags = new LinkedHashMap<JobId, Map<String, JsonValue>>();
            experiment.jobs().forEach((job, info) -> {
                if (!info.tags().isEmpty()) {
                    tags.put(job, info.tags());
                }
            });
            page.tags.put(experiment.id(), tags);
        }
        if (plan.parts.contains(Part.DEPENDENCIES)) {
            page.dependencies.put(experiment.id(), queries.dependencies(run));
        }
        if (plan.parts.contains(Part.SERVICES)) {
            page.services.addAll(experiment.services().values());
        }
        page.room -= 1 + experiment.jobs().size() / JOBS_PER_UNIT;
    }

    private void addJobs(WorkspaceReader.Look look, Plan plan, Page page, RunView run) throws IOException {
        ExperimentId id = run.experiment().id();
        Map<JobKey, Path> directories = look.oldDirectories(id);
        List<JobKey> keys = run.experiment().jobs().values().stream()
                .map(info -> info.key())
                .toList();
        while (page.job < keys.size() && page.room > 0) {
            JobKey key = keys.get(page.job++);
            List<ExperimentId> holders = plan.shared.getOrDefault(key, List.of(id));
            if (holders.get(0).equals(id)) {
                page.jobs.add(new Snapshot.Member(look.job(key, run, directories.get(key)), holders));
                page.room--;
            }
        }
        if (page.job >= keys.size()) {
            page.step++;
            page.job = 0;
        }
    }
}
