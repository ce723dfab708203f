package dev.xpm.client.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("monitor", "ssh-monitor", "list", "port", "path");

    @Test
    void findsAWordWithOneMistake() {
        assertThat(Nearest.to("monitr", NAMES)).contains("monitor");
        assertThat(Nearest.to("mnoitor", NAMES)).contains("monitor");
        assertThat(Nearest.to("prot", NAMES)).contains("port");
    }

    @Test
    void findsAWordByItsBeginning() {
        assertThat(Nearest.to("ssh", NAMES)).contains("ssh-monitor");
    }

    @Test
    void findsNothingForAnotherWord() {
        assertThat(Nearest.to("zebra", NAMES)).isEmpty();
    }

    @Test
    void putsTheNearestFirstAndKeepsTheLimit() {
        assertThat(Nearest.several("pot", List.of("pat", "port", "pots", "pod"), 2))
                .hasSize(2);
    }
}
