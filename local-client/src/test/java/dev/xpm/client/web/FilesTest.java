package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullEstimate;
import dev.xpm.client.pull.Pulls;
import dev.xpm.protocol.text.UntrustedText;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of directories, seen and steered from the page. */
class FilesTest {
    private static final Pattern BUTTON = Pattern.compile("action=\"(/files/[0-9a-f]+/(?:confirm|stop))\"");

    private final List<Pull> begun = new ArrayList<>();
    private WebStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = WebStage.sample();
        stage.pulls.attach(new Pulls.Source() {
            @Override
            public void begin(Pull pull) {
                begun.add(pull);
            }

            @Override
            public @Nullable Path kept(UntrustedText directory) {
                return null;
            }

            @Override
            public boolean wasEvicted(UntrustedText directory) {
                return false;
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void theDirectoryOfAJobIsAskedForShownAndStopped() throws Exception {
        String job = "/j/acme.train.Fit/" + WebStage.job('a');
        assertThat(stage.get(job).body()).contains("action=\"" + job + "/files?x=sweep\"", "Get files");
        assertThat(stage.get("/files").body()).contains("Nothing was copied yet");

        HttpResponse<String> answer = post(job + "/files?x=sweep");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/files");
        assertThat(begun)
                .singleElement()
                .satisfies(pull -> assertThat(pull.what().raw()).startsWith("/ws/jobs/"));
        Pull pull = begun.get(0);
        pull.set(new Pull.State.Asking(new PullEstimate(500, 312L << 20, 312L << 20, true)));
        assertThat(stage.get("/p/files").body())
                .contains("312.0MB in 500 files: waiting for a yes", ">Copy<", ">Stop<");
        post(button("confirm"));
        assertThat(pull.state().isOver()).isFalse();
        pull.set(new Pull.State.Copying(78L << 20, new PullEstimate(500, 312L << 20, 312L << 20, true), null));
        assertThat(stage.get("/p/files").body())
                .contains("copying 78.0MB of 312.0MB 25%", "<progress value=\"25\" max=\"100\"")
                .doesNotContain("/confirm");
        post(button("stop"));
        assertThat(pull.state()).isInstanceOf(Pull.State.Failed.class);
        assertThat(stage.get("/files").body()).contains("the copy was stopped").doesNotContain(">Stop<");
    }

    @Test
    void anErrorIsShownAsTextWithItsRemedy() throws Exception {
        post("/j/acme.train.Fit/" + WebStage.job('a') + "/files?x=sweep");
        begun.get(0)
                .fail(new MonitorException(
                        Problem.TRANSFER, "the <disk> is full", "remove old copies", List.of(), null));

        assertThat(stage.get("/files").body()).contains("the &lt;disk&gt; is full; remove old copies");
    }

    @Test
    void nothingBeginsForWhatThereIsNot() throws Exception {
        assertThat(post("/j/acme.train.Fit/" + WebStage.job('f') + "/files?x=sweep")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/x/sweep/files/0123").statusCode()).isEqualTo(404);
        assertThat(post("/x/none/files/0123").statusCode()).isEqualTo(404);
        assertThat(post("/files/0123/stop").statusCode()).isEqualTo(404);
        assertThat(begun).isEmpty();
    }

    private String button(String verb) throws Exception {
        Matcher buttons = BUTTON.matcher(stage.get("/p/files").body());
        while (buttons.find()) {
            if (buttons.group(1).endsWith(verb)) {
                return buttons.group(1);
            }
        }
        throw new AssertionError("no such button: " + verb);
    }

    private HttpResponse<String> post(String path) throws Exception {
        return stage.post(path, "");
    }
}
