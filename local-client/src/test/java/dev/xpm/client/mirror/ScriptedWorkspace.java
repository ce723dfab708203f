package dev.xpm.client.mirror;

import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a server answers, set by a test; counts the questions. */
public class ScriptedWorkspace implements WorkspaceMethods {
    public volatile List<Experiment> experiments = List.of();
    public volatile RpcException refusal;
    public final Map<String, List<Job>> jobs = new ConcurrentHashMap<>();
    public final Map<String, List<String>> dependencies = new ConcurrentHashMap<>();
    public final AtomicInteger jobsAsked = new AtomicInteger();
    final List<Optional<Map<String, Object>>> subscriptions = new CopyOnWriteArrayList<>();
    public volatile Map<String, Integer> extensions = Map.of();
    volatile boolean resumes;

    public volatile boolean readOnly;
    public volatile List<Warning> warnings = List.of();
    public volatile List<Job> strays = List.of();

    /** Null for a server that does not know the question. */
    public volatile List<Job> orphans = List.of();

    /** Changes that were asked for, such as {@code kill TASK/JOB}, in their order. */
    public final List<String> changes = new CopyOnWriteArrayList<>();

    /** Jobs whose changes are refused, with the reason; an empty one is left out of the answer. */
    public final Map<String, String> refusals = new ConcurrentHashMap<>();

    @Override
    public ServerInfo syncInfo() {
        return new ServerInfo(
                UntrustedText.of("2.0"),
                UntrustedText.of("/ws"),
                null,
                null,
                readOnly,
                UntrustedText.of("UTC"),
                extensions);
    }

    @Override
    public Streamed<Experiment> experiments(String since, Object refresh) throws RpcException {
        if (refusal != null) {
            throw refusal;
        }
        return new Streamed<>(experiments);
    }

    @Override
    public Experiment experiment(String experiment, Object refresh) {
        return find(experiment).orElse(null);
    }

    @Override
    public Streamed<Experiment> runs(String experiment, Object refresh) {
        return new Streamed<>(find(experiment).stream().toList());
    }

    @Override
    public Streamed<Job> jobs(
            String experiment,
            String run,
            String task,
            String state,
            Map<String, Object> tags,
            String since,
            Object refresh)
            throws RpcException {
        jobsAsked.incrementAndGet();
        if (refusal != null) {
            throw refusal;
        }
        return new Streamed<>(jobs.getOrDefault(experiment, List.of()));
    }

    @Override
    public Job job(String task, String job, Object refresh) {
        return jobs.values().stream()
                .flatMap(List::stream)
                .filter(known -> known.key().job().value().equals(job))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Streamed<Job> allJobs(String state, Map<String, Object> tags, String since, Object refresh) {
        return new Streamed<>(List.of());
    }

    @Override
    public Streamed<Service> services(String experiment, String run) {
        return new Streamed<>(List.of());
    }

    @Override
    public Map<String, Map<String, JsonValue>> tagsMap(String experiment, String run, Object refresh) {
        return Map.of();
    }

    @Override
    public Map<String, List<String>> dependenciesMap(String experiment, String run, Object refresh) {
        return dependencies;
    }

    @Override
    public ProcessInfo processInfo(String task, String job) {
        return null;
    }

    @Override
    public Map<String, Streamed<Warning>> warnings() {
        return Map.of("warnings", new Streamed<>(warnings));
    }

    @Override
    public Streamed<Job> orphanJobs(Object refresh, Boolean includeFolders) throws RpcException {
        if (orphans == null) {
            throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "Unknown method: get_orphan_jobs");
        }
        return new Streamed<>(orphans);
    }

    @Override
    public Streamed<Job> strayJobs(Object refresh) {
        return new Streamed<>(strays);
    }

    @Override
    public Map<String, Object> killJob(String task, String job) {
        return changed("kill " + task + "/" + job, job, "error");
    }

    @Override
    public Map<String, Object> cleanJob(String task, String job) {
        return changed("clean " + task + "/" + job, job, "error");
    }

    @Override
    public Map<String, Object> deleteJob(String task, String job, Boolean perform) {
        return changed("delete " + task + "/" + job, job, "message");
    }

    @Override
    public Map<String, Object> deleteExperiment(String experiment, Boolean deleteJobs, Boolean perform) {
        return changed("delete " + experiment + (deleteJobs ? " with jobs" : ""), experiment, "message");
    }

    @Override
    public void executeWarningAction(String warning, String action, String experiment, String run) {
        changes.add(action + " " + warning);
    }

    private Map<String, Object> changed(String what, String id, String reasonField) {
        changes.add(what);
        String reason = refusals.get(id);
        if (reason == null) {
            return Map.of("success", true);
        }
        return reason.isEmpty() ? Map.of("success", false) : Map.of("success", false, reasonField, reason);
    }

    @Override
    public Map<String, Object> ping() {
        return Map.of("time", 1.0);
    }

    @Override
    public Subscribed subscribe(Integer progressMillis, Integer carbonMillis, Map<String, Object> resume) {
        subscriptions.add(Optional.ofNullable(resume));
        return new Subscribed(new EventPosition("k3f9", 0), resumes);
    }

    private Optional<Experiment> find(String id) {
        return experiments.stream()
                .filter(experiment -> experiment.id().value().equals(id))
                .findFirst();
    }
}
