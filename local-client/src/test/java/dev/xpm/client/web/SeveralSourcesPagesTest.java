package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several clusters on one page. Source: interfaces.md B11. */
@Tag("B11")
class SeveralSourcesPagesTest {
    private final WebStage stage;

    SeveralSourcesPagesTest() throws Exception {
        stage = WebStage.several("hpc", "gpu 2");
        stage.experiment("sweep", "acme.train.Fit", List.of(WebStage.job('a')), "lr", "0.1");
        stage.connect();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void rowsSayWhereTheyComeFromAndWhatIsAbsent() throws Exception {
        assertThat(stage.get("/x").body())
                .contains("<th scope=\"col\" class=\"c-source\"", "<td class=\"c-source\">hpc</td>")
                .contains("href=\"/x/sweep?w=hpc\"", "gpu 2: connecting", "1 of 2 live", "2 sources");
        assertThat(stage.get("/").body()).contains("class=\"c-source\">hpc</td>");
    }

    @Test
    void anAddressSaysWhichWorkspaceIsMeant() throws Exception {
        assertThat(stage.get("/x/sweep?w=hpc").body()).contains("acme.train", "w=hpc", "xpm:jobs:hpc/sweep from:body");
        String job = "/j/acme.train.Fit/" + WebStage.job('a');
        assertThat(stage.get(job + "?x=sweep&w=hpc").body()).contains("xpm:job:hpc/");
        assertThat(stage.get(job).body()).contains("xpm:job:hpc/");
        assertThat(stage.get("/x/sweep?w=elsewhere").statusCode()).isEqualTo(404);
        assertThat(stage.get("/api/v1/jobs?experiment=sweep&w=hpc").body()).contains(WebStage.job('a'));
    }
}
