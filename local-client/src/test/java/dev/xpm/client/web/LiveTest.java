package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JobKey KEY = new JobKey(new TaskId("acme.train.Fit"), new JobId(WebStage.job('a')));

    private WebStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = WebStage.sample();
        stage.get("/x/sweep");
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private WorkspaceEvent progress(double fraction) {
        return new WorkspaceEvent.JobProgress(
                WebStage.NOW.getEpochSecond() + fraction,
                KEY.task(),
                KEY.job(),
                0,
                fraction,
                UntrustedText.of("epochs"));
    }

    @Test
    @Tag("P36")
    void aChangeIsToldToThePagesThatShowIt() throws Exception {
        HttpResponse<InputStream> answer = stage.stream("/events");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        try (var events = new EventReader(answer.body())) {
            stage.session().send(progress(0.8));
            EventReader.Event job = events.next("job:" + WebStage.job('a'));
            assertThat(job.data()).isEqualTo("{}");
            assertThat(job.id()).matches("[A-Za-z0-9_-]{6}-[0-9]+");
            assertThat(stage.get("/p/j/acme.train.Fit/" + WebStage.job('a') + "/head?x=sweep")
                            .body())
                    .contains("80.0%");
        }
    }

    @Test
    void whoWasAwayIsToldWhatHappenedMeanwhile() throws Exception {
        String last;
        try (var events = new EventReader(stage.stream("/events").body())) {
            stage.session().send(progress(0.8));
            last = events.next("job:" + WebStage.job('a')).id();
        }
        stage.session().send(progress(0.9));
        Awaitility.await().until(() -> stage.get("/p/x/sweep/jobs").body().contains("90%"));
        try (var events = new EventReader(stage.stream("/events?last=" + last).body())) {
            assertThat(events.next("job:" + WebStage.job('a')).name()).isNotEmpty();
        }
        try (var events = new EventReader(stage.stream("/events?last=other1-5").body())) {
            assertThat(events.next().name()).isEqualTo("all");
        }
    }

    @Test
    void aLogIsFollowedThroughRewritesAndTruncation() throws Exception {
        var log = new MemoryLog(KEY, LogStream.STDOUT);
        stage.logs.put(KEY, log);
        log.write("one\ntwo\n");
        String path = "/events/log?task=acme.train.Fit&job=" + WebStage.job('a') + "&stream=stdout";
        try (var events = new EventReader(stage.stream(path).body())) {
            assertThat(lines(events.next("reset"))).containsExactly("one", "two");
            Awaitility.await().until(log::isFollowed);
            log.write("three\n");
            assertThat(lines(events.next("append"))).containsExactly("three");
            log.write("10%");
            assertThat(lines(events.next("append"))).containsExactly("10%");
            log.write("\r20%");
            EventReader.Event rewritten = events.next("replace-last");
            assertThat(JSON.readTree(rewritten.data()).path("count").intValue()).isEqualTo(1);
            assertThat(lines(rewritten)).containsExactly("20%");
            log.write("\n<b>\u001b[31mred\u001b[0m\n");
            JsonNode red =
                    JSON.readTree(events.next("append").data()).path("lines").get(0);
            assertThat(red.toString()).isEqualTo("[\"\",\"<b>\",\"\",\"red\",\"f1\"]");
            log.replace("new\n");
            assertThat(lines(events.next("reset"))).containsExactly("new");
        }
    }

    @Test
    void aLogIsFollowedFromAPlaceThatAScriptNames() throws Exception {
        var log = new MemoryLog(KEY, LogStream.STDOUT);
        stage.logs.put(KEY, log);
        log.write("one\ntwo\n");
        String path = "/events/log?task=acme.train.Fit&job=" + WebStage.job('a') + "&stream=stdout&offset=4";
        try (var events = new EventReader(stage.stream(path).body())) {
            assertThat(lines(events.next("reset"))).isEmpty();
            assertThat(lines(events.next("append"))).containsExactly("two");
        }
    }

    @Test
    @Tag("P36")
    void pagesAreServedAtOnceWhileTheHostSaysNothing() throws Exception {
        stage.session().hold();
        for (String page : List.of("/", "/x", "/x/sweep", "/x/sweep?tab=runs", "/services", "/api/v1/experiments")) {
            assertThat(stage.get(page).statusCode()).as(page).isEqualTo(200);
        }
    }

    @Test
    @Tag("B12")
    void aLogGoesOnOverTheNextConnection() throws Exception {
        var log = new MemoryLog(KEY, LogStream.STDOUT);
        stage.logs.put(KEY, log);
        log.write("one\n");
        String path = "/events/log?task=acme.train.Fit&job=" + WebStage.job('a') + "&stream=stdout";
        try (var events = new EventReader(stage.stream(path).body())) {
            assertThat(lines(events.next("reset"))).containsExactly("one");
            Awaitility.await().until(log::isFollowed);
            log.cut();
            log.write("two\n");
            EventReader.Event missed = events.next();
            assertThat(missed.name()).isEqualTo("append");
            assertThat(lines(missed)).containsExactly("two");
            Awaitility.await().until(log::isFollowed);
            log.cut();
            log.become("another", "quite another file, and a longer one\n");
            assertThat(lines(events.next("reset"))).containsExactly("quite another file, and a longer one");
        }
    }

    private static List<String> lines(EventReader.Event event) throws IOException {
        var lines = new ArrayList<String>();
        for (JsonNode line : JSON.readTree(event.data()).path("lines")) {
            lines.add(line.path(1).asText());
        }
        return lines;
    }

    @Tag("A-W10")
    @Test
    void aHundredStreamsLeaveRoomForPages() throws Exception {
        var streams = new ArrayList<InputStream>();
        try {
            for (int count = 0; count < 100; count++) {
                streams.add(stage.stream("/events").body());
            }
            assertThat(stage.get("/x").statusCode()).isEqualTo(200);
            stage.session().send(progress(0.95));
            try (var newest = new EventReader(streams.get(99))) {
                assertThat(newest.next("job:" + WebStage.job('a')).name()).isNotEmpty();
            }
        } finally {
            for (InputStream stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void closingEndsTheStreams() throws Exception {
        InputStream stream = stage.stream("/events").body();
        stage.app.close();
        Awaitility.await().until(() -> ended(stream));
    }

    private static boolean ended(InputStream stream) {
        try {
            return stream.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
