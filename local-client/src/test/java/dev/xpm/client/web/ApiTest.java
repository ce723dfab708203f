package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "<\"\\\n\u0001é🎉";

    private WebStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = WebStage.unconnected();
        stage.experiment("sweep", "acme.train.Fit", List.of(WebStage.job('a'), WebStage.job('b')), "lr", HOSTILE);
        stage.connect();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private JsonNode ask(String path) throws Exception {
        HttpResponse<String> answer = stage.send(stage.request(path)
                .header("Authorization", "Bearer " + WebStage.TOKEN)
                .build());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(answer.body());
    }

    @Test
    void scriptsReadWithTheToken() throws Exception {
        JsonNode experiments = ask("/api/v1/experiments");
        assertThat(experiments.get(0).path("experiment_id").textValue()).isEqualTo("sweep");
        assertThat(experiments.get(0).path("hostname").textValue()).isEqualTo(HOSTILE);
        assertThat(stage.send(stage.request("/api/v1/experiments")
                                .header("Authorization", "Bearer wrong")
                                .build())
                        .statusCode())
                .isEqualTo(401);
        assertThat(stage.send(stage.request("/")
                                .header("Authorization", "Bearer " + WebStage.TOKEN)
                                .build())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void jobsAreWhole() throws Exception {
        JsonNode jobs = ask("/api/v1/jobs?experiment=sweep");
        assertThat(jobs).hasSize(2);
        JsonNode first = ask("/api/v1/jobs/acme.train.Fit/" + WebStage.job('a'));
        assertThat(first).isEqualTo(jobs.get(0));
        assertThat(first.path("state").textValue()).isEqualTo("running");
        assertThat(first.path("tags").path("lr").textValue()).isEqualTo(HOSTILE);
        assertThat(first.path("progress").get(0).path("progress").doubleValue()).isEqualTo(0.712);
        assertThat(first.path("exit_code").isNull()).isTrue();
        assertThat(ask("/api/v1/jobs?experiment=sweep&q=done")).hasSize(1);
    }

    @Test
    void runsServicesAndWarningsAreLists() throws Exception {
        assertThat(ask("/api/v1/runs?experiment=sweep").get(0).path("run_id").textValue())
                .isEqualTo(WebStage.RUN.value());
        assertThat(ask("/api/v1/services").get(0).path("url").textValue()).isEqualTo(HOSTILE);
        assertThat(ask("/api/v1/warnings")).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidInJson() throws Exception {
        assertThat(ask("/api/v1/jobs?experiment=none").path("error").textValue())
                .isEqualTo("no such experiment");
        assertThat(ask("/api/v1/jobs").path("error").textValue()).isNotEmpty();
        assertThat(ask("/api/v1/jobs/a/b").path("error").textValue()).isNotEmpty();
        assertThat(ask("/api/jobs/a/b/logs/nothing").path("error").textValue()).isNotEmpty();
        assertThat(ask("/api/v1/nothing").path("error").textValue()).isNotEmpty();
    }

    @Test
    void logsAreReadInSlices() throws Exception {
        var key = new JobKey(new TaskId("acme.train.Fit"), new JobId(WebStage.job('a')));
        var log = new MemoryLog(key, LogStream.STDOUT);
        stage.logs.put(key, log);
        String path = "/api/jobs/acme.train.Fit/" + WebStage.job('a') + "/logs/stdout";
        assertThat(ask(path).toString()).isEqualTo("{\"content\":\"\",\"offset\":0,\"size\":0}");
        log.write("10%\r50%\r100%\nénd");
        JsonNode slice = ask(path);
        assertThat(slice.path("content").textValue()).isEqualTo("100%\nénd");
        assertThat(slice.path("offset").longValue())
                .isEqualTo(slice.path("size").longValue());
        log.write(" more\n");
        assertThat(ask(path + "?offset=" + slice.path("offset").asText())
                        .path("content")
                        .textValue())
                .isEqualTo(" more\n");
        assertThat(ask(path + "?offset=-1").path("content").textValue()).isEqualTo("100%\nénd more\n");
    }
}
