package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several clusters in one view. Source: interfaces.md B11. */
@Tag("B11")
class SeveralSourcesTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    private Stage stage;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Stage stage(String... names) throws Exception {
        stage = Stage.several(120, 30, names);
        open.add(stage);
        return stage;
    }

    private ScriptedWorkspace connect(int number) throws Exception {
        var workspace = Sample.fill(new ScriptedWorkspace());
        open.add(0, stage.connect(number, workspace));
        return workspace;
    }

    @Test
    void aHostThatDoesNotAnswerDoesNotHideTheOthers() throws Exception {
        stage("hpc", "dead");
        assertThat(stage.text()).contains("2 sources", "◌ 0 of 2 live", "Loading the experiments…");
        connect(0);
        assertThat(stage.text()).contains("◌ 1 of 2 live", "3 experiments", "reader-sweep", "Source");
    }

    @Test
    void theSameNameOnTwoHostsIsTwoRowsAndOpensThatOfItsHost() throws Exception {
        stage("hpc", "cloud");
        ScriptedWorkspace hpc = connect(0);
        ScriptedWorkspace cloud = connect(1);
        assertThat(stage.lines().stream().filter(line -> line.contains("20260301_095012")))
                .hasSize(2)
                .anyMatch(line -> line.contains("hpc"))
                .anyMatch(line -> line.contains("cloud"));
        assertThat(stage.text()).contains("● 2 of 2 live", "6 experiments");

        stage.press("/").type("cloud").press("Enter");
        assertThat(stage.lines().stream().filter(line -> line.contains("20260301_095012")))
                .singleElement()
                .asString()
                .contains("cloud");
        stage.press("Home", "Enter");
        await().untilAsserted(() -> {
            stage.face.update();
            assertThat(stage.text()).contains("7c01d2e");
        });
        assertThat(cloud.jobsAsked).hasPositiveValue();
        assertThat(hpc.jobsAsked).hasValue(0);
    }

    @Test
    void aRefusalOfOneIsSaidAndTheOthersStay() throws Exception {
        stage("hpc", "cloud");
        var refusing = new ScriptedWorkspace();
        refusing.refusal = new RpcException(ErrorCode.INTERNAL_ERROR, "no such disk");
        open.add(0, stage.connect(1, refusing));
        connect(0);
        assertThat(stage.text()).contains("reader-sweep", "cloud: no such disk");
    }

    @Test
    void oneSourceNeedsNoName() throws Exception {
        stage = new Stage(120, 30);
        open.add(stage);
        Sample.fill(stage.workspace);
        stage.connect();
        assertThat(stage.text()).doesNotContain("Source").contains("user@hpc:/ws");
    }
}
