package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.web.http.Href;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.TaskId;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final String FIRST = "/j/acme.train.Fit/" + WebStage.job('a');

    @Test
    void theFirstPageShowsTotalsAndActiveJobs() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            Awaitility.await().until(() -> stage.get("/").body().contains("/log/stdout"));
            String page = stage.get("/").body();
            assertThat(page).contains("<b>1</b> <span>experiment</span>", "<b>1</b> <span>running</span>");
            assertThat(page).contains("running", "71%", "<b>lr</b>=0.1", "href=\"/x/sweep\"");
        }
    }

    @Test
    void beforeThereIsAConnectionPagesSaySo() throws Exception {
        try (WebStage stage = WebStage.unconnected()) {
            assertThat(stage.get("/").body()).contains("◌", "connecting", "Loading the experiments");
            assertThat(stage.get("/x").statusCode()).isEqualTo(200);
            assertThat(stage.get("/x/sweep").body()).contains("Not known yet", "Loading the jobs");
            assertThat(stage.get("/api/v1/experiments").statusCode()).isEqualTo(503);
            stage.experiment("sweep", "acme.train.Fit", List.of(WebStage.job('a')), "lr", "1");
            stage.connect();
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(stage.get("/x/sweep").body()).contains("●", "71%"));
        }
    }

    @Test
    void anEmptyWorkspaceSaysWhatToDo() throws Exception {
        try (WebStage stage = WebStage.empty()) {
            assertThat(stage.get("/").body()).contains("No experiments in /ws yet");
        }
    }

    @Test
    void experimentsAreSearchedAndSorted() throws Exception {
        try (WebStage stage = WebStage.unconnected()) {
            var experiments = new ArrayList<>(stage.workspace.experiments);
            for (String id : List.of("beta", "alpha", "gamma")) {
                experiments.add(new ExperimentFold(new ExperimentId(id), WebStage.RUN)
                        .status(RunStatus.DONE)
                        .started(LocalStamp.parse("2026-03-01T09:00:00"))
                        .snapshot());
            }
            stage.workspace.experiments = experiments;
            stage.connect();
            String byName = stage.get("/x?sort=name").body();
            assertThat(byName.indexOf(">alpha<")).isPositive().isLessThan(byName.indexOf(">beta<"));
            assertThat(byName).contains("aria-sort=\"ascending\"", "href=\"/x?sort=name&amp;dir=desc\"");
            String down = stage.get("/x?sort=name&dir=desc").body();
            assertThat(down.indexOf(">gamma<")).isPositive().isLessThan(down.indexOf(">beta<"));
            String found = stage.get("/p/x/rows?q=amm").body();
            assertThat(found).contains(">gamma<").doesNotContain(">alpha<");
            assertThat(stage.get("/x?q=nothing").body()).contains("No experiment matches the search");
        }
    }

    @Test
    void longTablesComeInPagesOfTwoHundred() throws Exception {
        try (WebStage stage = WebStage.unconnected()) {
            List<String> jobs =
                    IntStream.range(0, 450).mapToObj("%064x"::formatted).toList();
            stage.experiment("sweep", "acme.train.Fit", jobs, "lr", "1");
            stage.connect();
            String page = stage.get("/x/sweep?sort=id").body();
            assertThat(rows(page)).isEqualTo(200);
            assertThat(page).contains("1–200 of 450", "/x/sweep?sort=id&amp;page=2");
            String last = stage.get("/x/sweep?sort=id&page=3").body();
            assertThat(rows(last)).isEqualTo(50);
            assertThat(last).contains("401–450 of 450", "j-" + jobs.get(449)).doesNotContain("j-" + jobs.get(0) + "\"");
            assertThat(last).contains("id=\"page\" name=\"page\" value=\"3\"");
            assertThat(rows(stage.get("/x/sweep?sort=id&page=99").body())).isEqualTo(50);
            assertThat(rows(stage.get("/x/sweep?sort=id&page=x").body())).isEqualTo(200);
            assertThat(rows(stage.get("/p/x/sweep/jobs?q=" + jobs.get(7)).body()))
                    .isEqualTo(1);
        }
    }

    private static int rows(String page) {
        return page.split("<tr id=\"j-", -1).length - 1;
    }

    @Test
    void aJobShowsBothStatesTimesAndNeighbours() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            String page = stage.get(FIRST).body();
            assertThat(page).contains("71.2%", "acme.train.Fit", WebStage.job('a'), "2026-03-01 10:02:09");
            assertThat(page).contains("Job itself", "Scheduler", "/ws/jobs/0.1", "Needed by", WebStage.job('b'));
            assertThat(page).contains("data-seconds=\"771\"", "datetime=\"2026-03-01T10:02:09Z\"");
            assertThat(stage.get("/j/acme.train.Fit/" + WebStage.job('d')).statusCode())
                    .isEqualTo(404);
            assertThat(stage.get("/j/other.Task/" + WebStage.job('a')).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void anAddressWithoutAPageSaysSoOnAPage() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            HttpResponse<String> answer = stage.send(stage.request("/nowhere")
                    .header("Cookie", stage.cookie())
                    .header("Accept", "text/html,*/*;q=0.8")
                    .build());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("<h1>Not found</h1>", "There is nothing at this address.", "href=\"/\"");
            assertThat(stage.get("/j/acme.train.Fit/" + WebStage.job('d') + "/log/stdout")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aSearchBecomesPartOfTheAddress() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            stage.get("/x/sweep");
            HttpResponse<String> typed = stage.send(stage.request("/p/x/sweep/jobs?q=done")
                    .header("Cookie", stage.cookie())
                    .header("HX-Trigger-Name", "q")
                    .build());
            assertThat(typed.headers().firstValue("HX-Replace-Url")).contains("/x/sweep?q=done");
            assertThat(rows(typed.body())).isEqualTo(1);
            assertThat(stage.get("/p/x/sweep/jobs?q=done").headers().firstValue("HX-Replace-Url"))
                    .isEmpty();
        }
    }

    @Test
    void aLogIsShownFromItsEndAndBackwards() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            var key = new JobKey(new TaskId("acme.train.Fit"), new JobId(WebStage.job('a')));
            var log = new MemoryLog(key, LogStream.STDOUT);
            stage.logs.put(key, log);
            assertThat(stage.get(FIRST + "/log/stdout").body()).contains("Nothing has been written here so far");
            for (int line = 0; line < 40_000; line++) {
                log.write("line " + line + "\n");
            }
            log.write("ERROR \u001b[31mred\u001b[0m \rover\n");
            String page = stage.get(FIRST + "/log/stdout").body();
            assertThat(page).contains("line 39999", "over").doesNotContain("line 1\n", "red");
            String earlier = page.substring(page.indexOf("before=") + 7).split("\"", 2)[0];
            String before =
                    stage.get(FIRST + "/log/stdout?x=sweep&before=" + earlier).body();
            assertThat(before).contains("line 10000<", "End ›").doesNotContain("line 39999");
            assertThat(stage.get(FIRST + "/log/out").statusCode()).isEqualTo(200);
            assertThat(stage.get(FIRST + "/log/other").statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100%",
                "%2F",
                "%252e",
                "a b",
                "<b>",
                "line\nbreak",
                "tab\tand\rreturn",
                "--help",
                "~",
                "~DC80",
                "star*",
                "a;b=c",
                "a?b#c",
                "a\\b",
                "ünï",
                "日本",
                "🎉",
                "\ufffd\ufffd",
                "...",
                "&amp;",
                "+",
                "'",
                "\"",
                "a=b&c=d"
            })
    void anyNameIsAddressed(String name) throws Exception {
        assertThat(Href.text(decode(Href.component(name)))).isEqualTo(name);
        try (WebStage stage = WebStage.unconnected()) {
            stage.experiment(name, "mod." + name, List.of(name), "lr", "1");
            stage.connect();
            String exp = "/x/" + Href.component(name);
            HttpResponse<String> page = stage.get(exp);
            assertThat(page.statusCode()).isEqualTo(200);
            String row = page.body().substring(page.body().indexOf("class=\"open\" href=\"") + 19);
            String job = row.substring(0, row.indexOf('"')).replace("&amp;", "&");
            assertThat(stage.get(job).statusCode()).as(job).isEqualTo(200);
            assertThat(stage.get(job).body()).contains("71.2%");
            assertThat(stage.get("/p" + exp + "/summary").statusCode()).isEqualTo(200);
        }
    }

    private static String decode(String component) {
        return URLDecoder.decode(component, StandardCharsets.UTF_8);
    }

    @Test
    void everyFormAndScriptComesFromHere() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            for (String path : List.of("/", "/x", "/x/sweep", FIRST, "/warnings", "/output", "/services", "/login")) {
                String page = stage.get(path).body();
                assertThat(page).doesNotContain("style=", "onclick=", "<style", "http://", "https://");
                assertThat(page.split("<script", -1).length - 1).as(path).isEqualTo(5);
                assertThat(page).doesNotContainPattern("<script(?! src=\"/assets/)");
            }
        }
    }

    @Test
    void theFirstVisitIsLight() throws Exception {
        try (WebStage stage = WebStage.sample()) {
            String page = stage.get("/").body();
            assertThat(weightOfAssets(stage, page)).isBetween(10_000L, 60_000L);
            int link = page.indexOf("stylesheet");
            String style = page.substring(page.indexOf("/assets/", link), page.indexOf(".css", link) + 4);
            HttpResponse<String> plain = stage.send(stage.request(style).build());
            assertThat(plain.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertThat(plain.headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
            HttpResponse<String> packed = stage.send(
                    stage.request(style).header("Accept-Encoding", "gzip").build());
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(stage.send(stage.request("/assets/1/nothing.js").build()).statusCode())
                    .isEqualTo(404);
        }
    }

    /** Bytes that a browser loads for a page besides the page, compressed. */
    private static long weightOfAssets(WebStage stage, String page) throws Exception {
        long weight = 0;
        var address = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"").matcher(page);
        while (address.find()) {
            try (InputStream in = stage.stream(address.group(1)).body()) {
                weight += in.readAllBytes().length;
            }
        }
        return weight;
    }
}
