package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.web.http.Href;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import dev.xpm.protocol.workspace.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a name, a tag or a log, the page has the same elements and attributes as with a plain word. */
@Tag("A-W1")
class EscapingTest {
    private static final String PLAIN = "plain";

    static Stream<List<String>> payloads() {
        List<String> all = List.of(
                "<script>alert(1)</script>",
                "</title><script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'><svg onload=alert(1)>",
                "\" onmouseover=\"alert(1)",
                "' onfocus='alert(1)' autofocus='",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "<iframe srcdoc='<script>1</script>'>",
                "<a href=javascript:alert(1)>x</a>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "&#60;script&#62;",
                "<!--",
                "-->",
                "<![CDATA[",
                "</pre><script>1</script>",
                "</textarea><b>",
                "<style>*{display:none}</style>",
                "<base href=//evil.com>",
                "<meta http-equiv=refresh content=0>",
                "<form action=//evil.com><input type=submit>",
                "<math><mi xlink:href=data:x>",
                "${7*7} #{7*7} {{7*7}}",
                "@template.layout()",
                "hx-get='/stop' hx-trigger='load'",
                "<div hx-get=/x hx-trigger=load>",
                "<img src='//evil.com/x.png'>",
                "\u202egnp.exe",
                "\u001b]0;title\u0007\u001b[31mred",
                "a\u0000b",
                "line\nbreak\r\nhere",
                "`onload=alert(1)`",
                "%3Cscript%3Ealert(1)%3C/script%3E",
                "%00%2e%2e%2f",
                "..%2f..%2fetc",
                "a b+c&d=e;f?g#h",
                "~tilde\\back|pipe^",
                "日本語 — ünïcode 🎉",
                "\udc80lone");
        var groups = new ArrayList<List<String>>();
        for (int at = 0; at < all.size(); at += 5) {
            groups.add(all.subList(at, Math.min(all.size(), at + 5)));
        }
        return groups.stream();
    }

    /** What can be one component of a path: the rest of such a text stands in tags and logs. */
    private static String name(String payload) {
        return payload.replace('/', '|').replace('\0', '0').replace('\udc80', '\ufffd');
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void hostileTextStaysText(List<String> payloads) throws Exception {
        try (WebStage stage = WebStage.unconnected()) {
            add(stage, PLAIN, 0);
            for (int at = 0; at < payloads.size(); at++) {
                add(stage, payloads.get(at), at + 1);
            }
            stage.connect();
            for (int at = 0; at < payloads.size(); at++) {
                compare(stage, payloads.get(at), at + 1);
            }
            warnings(stage, payloads);
        }
    }

    private static void add(WebStage stage, String payload, int number) {
        String id = name(payload) + number;
        String task = "mod." + name(payload);
        List<String> jobs = List.of(name(payload) + "-1-" + number, name(payload) + "-2-" + number);
        stage.experiment(id, task, jobs, payload, payload);
        stage.logs
                .computeIfAbsent(
                        new JobKey(new TaskId(task), new JobId(jobs.get(0))),
                        key -> new MemoryLog(key, LogStream.STDOUT))
                .write(payload.replace('\r', ' ').replace('\n', ' ').replace('\u001b', ' ') + "\n");
    }

    private static List<String> pages(String payload, int number) {
        String exp = Href.component(name(payload) + number);
        var key = new JobKey(new TaskId("mod." + name(payload)), new JobId(name(payload) + "-1-" + number));
        String job = Href.path(key) + "?x=" + exp;
        String log = Href.path(key) + "/log/stdout?x=" + exp;
        return List.of(
                "/x/" + exp,
                "/x/" + exp + "?tab=runs",
                "/x/" + exp + "?tab=services",
                "/x/" + exp + "?run=" + WebStage.RUN.value(),
                "/p/x/" + exp + "/jobs",
                "/p/x/" + exp + "/summary",
                "/j" + job,
                "/p/j" + Href.path(key) + "/head?x=" + exp,
                "/j" + log);
    }

    private static void compare(WebStage stage, String payload, int number) throws Exception {
        List<String> plain = pages(PLAIN, 0);
        List<String> hostile = pages(payload, number);
        for (int page = 0; page < plain.size(); page++) {
            var expected = stage.get(plain.get(page));
            var answer = stage.get(hostile.get(page));
            assertThat(answer.statusCode())
                    .as("%s of %s", hostile.get(page), payload)
                    .isEqualTo(200);
            assertThat(Skeleton.of(answer.body()))
                    .as("%s of %s", hostile.get(page), payload)
                    .isEqualTo(Skeleton.of(expected.body()));
            assertThat(answer.body()).doesNotContain("\u202e", "\u001b", "\u0000", "\u0007");
        }
        String search = stage.get("/x?q=" + Href.component(payload)).body();
        assertThat(Skeleton.of(search).stream().map(element -> element.split(" ", 2)[0]))
                .doesNotContain("img", "iframe", "base", "math", "style");
    }

    private static void warnings(WebStage stage, List<String> payloads) throws Exception {
        stage.session().send(raised(PLAIN));
        Awaitility.await().until(() -> stage.mirror.state().warnings().size() == 1);
        List<String> one = Skeleton.of(stage.get("/p/warnings").body());
        for (String payload : payloads) {
            stage.session().send(raised(name(payload).replace('\n', ' ').replace('\r', ' ')));
        }
        Awaitility.await().until(() -> stage.mirror.state().warnings().size() == payloads.size() + 1);
        List<String> all = Skeleton.of(stage.get("/p/warnings").body());
        var expected = new ArrayList<String>();
        for (int count = 0; count <= payloads.size(); count++) {
            expected.addAll(one);
        }
        assertThat(all).isEqualTo(expected);
        stage.mirror.onRemoteLine(UntrustedText.of(payloads.get(0)));
        Awaitility.await().until(() -> stage.mirror.state().output().size() == 1);
        List<String> output = Skeleton.of(stage.get("/p/output").body());
        assertThat(output)
                .containsExactly("pre class tabindex aria-label", "span class", "span class", "/span", "/span", "/pre");
        assertThat(new ExperimentId(name(payloads.get(0))).value()).isNotEmpty();
    }

    private static WorkspaceEvent raised(String text) {
        UntrustedText value = UntrustedText.of(text);
        return new WorkspaceEvent.WarningRaised(
                1,
                new Warning(
                        value,
                        value,
                        value,
                        value,
                        Map.of("act", value),
                        new JsonValue.Fields(Map.of("title", new JsonValue.Text(value))),
                        value));
    }
}
