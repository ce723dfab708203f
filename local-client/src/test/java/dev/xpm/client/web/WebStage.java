package dev.xpm.client.web;

import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.pull.LogsOnly;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.web.guard.WebOptions;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A started server over a scripted workspace, and a browser of sorts. */
final class WebStage implements AutoCloseable {
    static final String TOKEN = "canary-token-5Gq";
    static final RunId RUN = new RunId("20260301_095012");
    static final Instant NOW = Instant.parse("2026-03-01T10:15:00Z");

    final ScriptedWorkspace workspace = new ScriptedWorkspace();
    final Map<JobKey, MemoryLog> logs = new ConcurrentHashMap<>();
    final Pulls pulls = new Pulls();
    final Forwards forwards = new Forwards();
    final TestClock clock = new TestClock(NOW);
    final WorkspaceMirror mirror;
    final WebApp app;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private PipedSession session;
    private String cookie;

    private WebStage(String... sources) throws Exception {
        var fleet = new Fleet(Stream.of(sources)
                .map(name -> new WorkspaceMirror(
                        new Source(new SourceId(name), UntrustedText.of("user@hpc"), UntrustedText.of("/ws")),
                        new HurriedTime("xpm-mirror", Clock.systemUTC())))
                .toList());
        mirror = fleet.mirrors().get(0);
        var files = new LogsOnly(
                (job, stream) -> session == null ? null : logs.computeIfAbsent(job, key -> new MemoryLog(key, stream)),
                pulls);
        app = WebApp.start(fleet, source -> files, source -> forwards, WebOptions.of(null, 0, TOKEN), clock);
    }

    static WebStage unconnected() throws Exception {
        return several(SourceId.ONLY.name());
    }

    /** Several workspaces, of which only the first is ever connected. */
    static WebStage several(String... names) throws Exception {
        return new WebStage(names);
    }

    static WebStage empty() throws Exception {
        var stage = unconnected();
        stage.connect();
        return stage;
    }

    /** With one experiment of three jobs. */
    static WebStage sample() throws Exception {
        var stage = unconnected();
        stage.experiment("sweep", "acme.train.Fit", List.of(job('a'), job('b'), job('c')), "lr", "0.1");
        stage.connect();
        return stage;
    }

    static String job(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    void connect() throws Exception {
        session = new PipedSession(workspace, mirror);
        mirror.attach(session.session());
        Awaitility.await().until(() -> mirror.state().experiments().isKnown());
    }

    PipedSession session() {
        return session;
    }

    /** Adds an experiment whose first job runs, whose second is done, and whose others wait for the first. */
    void experiment(String id, String task, List<String> jobIds, String tag, String value) {
        var fold = new ExperimentFold(new ExperimentId(id), RUN)
                .status(RunStatus.RUNNING)
                .hostname(UntrustedText.of(value))
                .started(LocalStamp.parse("2026-03-01T09:50:12"))
                .service(new Service(
                        UntrustedText.of("tb-" + value),
                        UntrustedText.of(value),
                        null,
                        JsonValue.Fields.EMPTY,
                        new ExperimentId(id),
                        RUN,
                        UntrustedText.of("RUNNING"),
                        UntrustedText.of(value),
                        List.of()));
        var jobs = new ArrayList<Job>();
        for (String jobId : jobIds) {
            var key = new JobKey(new TaskId(task), new JobId(jobId));
            JobState state = jobs.isEmpty() ? JobState.RUNNING : jobs.size() == 1 ? JobState.DONE : JobState.WAITING;
            double submitted = LocalStamp.parse("2026-03-01T09:51:00")
                            .toInstant(ZoneOffset.UTC)
                            .getEpochSecond()
                    + jobs.size();
            fold.job(new JobInfo(key, Map.of(tag, new JsonValue.Text(UntrustedText.of(value))), submitted))
                    .jobState(key.job(), state);
            var job = new JobFold(key).state(state).path(UntrustedText.of("/ws/jobs/" + value));
            if (jobs.isEmpty()) {
                job.started(LocalStamp.parse("2026-03-01T10:02:09"))
                        .progress(List.of(new Progress(0, UntrustedText.of(value), 0.712)));
            } else {
                workspace.dependencies.put(jobId, List.of(jobIds.get(0)));
            }
            jobs.add(job.snapshot());
        }
        var experiments = new ArrayList<>(workspace.experiments);
        experiments.add(fold.snapshot());
        workspace.experiments = List.copyOf(experiments);
        workspace.jobs.put(id, jobs);
    }

    /** As somebody who has followed the printed link. */
    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).header("Cookie", cookie()).build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<InputStream> stream(String path) throws Exception {
        return http.send(
                request(path)
                        .header("Cookie", cookie())
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(20));
    }

    HttpRequest.Builder form(String path, String body) {
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin())
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    String origin() {
        return "http://127.0.0.1:" + app.port();
    }

    String cookie() throws Exception {
        if (cookie == null) {
            HttpResponse<String> answer =
                    send(request("/auth?xpm-token=" + TOKEN).build());
            cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        }
        return cookie;
    }

    /** The secret of the session's forms. */
    String csrf() throws Exception {
        String page = get("/stop").body();
        int at = page.indexOf("name=\"csrf\" value=\"") + "name=\"csrf\" value=\"".length();
        return page.substring(at, page.indexOf('"', at));
    }

    /** Sends a form of one of our own pages. */
    HttpResponse<String> post(String path, String fields) throws Exception {
        String body = "csrf=" + csrf() + (fields.isEmpty() ? "" : "&" + fields);
        return send(form(path, body).header("Cookie", cookie()).build());
    }

    /** Sends bytes that no HTTP library would, and returns the whole answer. */
    String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        app.close();
        if (session != null) {
            session.close();
        }
        mirror.close();
    }
}
