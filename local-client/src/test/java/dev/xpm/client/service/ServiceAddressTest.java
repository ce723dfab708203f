package dev.xpm.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAddressTest {
    /** The driver of a run calls its own machine localhost; we may be logged in to another. */
    @ParameterizedTest
    @CsvSource({
        "http://localhost:6006/,  login1,             login1,             localhost:6006",
        "http://127.0.0.1:6006/,  login1,             login1.cluster.org, localhost:6006",
        "http://localhost:6006/,  login1.cluster.org, login1,             localhost:6006",
        "http://localhost:6006/,  LOGIN1,             login1,             localhost:6006",
        "http://localhost:6006/,  node17,             login1,             node17:6006",
        "http://localhost:6006/,  login10,            login1,             login10:6006",
        "http://0.0.0.0:6006/,    node17,             login1,             node17:6006",
        "http://[::]:6006/,       login1,             login1,             localhost:6006",
        "http://node17:6006/,     login1,             login1,             node17:6006",
        "http://localhost:6006/,  ,                   login1,             localhost:6006"
    })
    void isSeenFromTheMachineThatTheConnectionEndsOn(String url, @Nullable String driver, String node, String seen) {
        var address = new ServiceAddress(ServiceUrl.parse(UntrustedText.of(url)), driver);
        assertThat(address.from(node)).hasToString(seen);
        assertThat(address.directly(node)).hasToString("http://" + seen + "/");
    }

    @Tag("A-S8")
    @Test
    void onlyAServiceThatRunsHasOne() {
        for (String state : List.of("STOPPED", "STARTING", "STOPPING", "ERROR", "running", "WHATEVER")) {
            assertThat(ServiceAddress.running(List.of(run(state, "http://node17:6006/"))))
                    .as(state)
                    .isEmpty();
        }
        assertThat(ServiceAddress.running(List.of(run("RUNNING", null)))).isEmpty();
        assertThat(ServiceAddress.running(List.of(run("RUNNING", "ssh://node17/"))))
                .isEmpty();
        assertThat(ServiceAddress.running(List.of(run("RUNNING", "http://node17:6006/"))))
                .singleElement()
                .satisfies(address -> assertThat(address.from("login1")).hasToString("node17:6006"));
    }

    private static Experiment run(String state, @Nullable String url) {
        return new ExperimentFold(new ExperimentId("sweep"), new RunId("20260301_095012"))
                .hostname(UntrustedText.of("login1"))
                .service(new Service(
                        UntrustedText.of("tb"),
                        UntrustedText.of("TensorBoard"),
                        null,
                        JsonValue.Fields.EMPTY,
                        null,
                        null,
                        UntrustedText.of(state),
                        url == null ? null : UntrustedText.of(url),
                        List.of()))
                .snapshot();
    }
}
