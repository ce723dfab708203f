package dev.xpm.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "experiments --workdir /w monitor-server",
                "experiments monitor-server --workdir /w",
                "experiments monitor-server --workdir=/w",
                "--workdir /w experiments monitor-server",
                "--debug uv tool run xpm experiments --workdir /w monitor-server",
                "experiments --workdir /first monitor-server --workdir /w",
                "--workdir /w"
            })
    void findsTheWorkspaceWhereverItIsNamed(String line) {
        var options = parse(line);
        assertThat(options.workdir()).isEqualTo("/w");
        assertThat(options.readOnly()).isFalse();
        assertThat(options.pollOnly()).isFalse();
    }

    @Test
    @Tag("P30")
    void takesTheOtherOptionsOnBothSidesOfTheCommand() {
        var options = parse(
                "--read-only experiments --workdir /w --watcher polling monitor-server" + " --polling-interval 2.5");
        assertThat(options.readOnly()).isTrue();
        assertThat(options.pollOnly()).isTrue();
        assertThat(options.pollingInterval()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void pollsWhenAnIntervalIsNamedUnlessAnotherWatcherIsAskedFor() {
        assertThat(parse("--workdir /w --polling-interval 0.5").pollOnly()).isTrue();
        assertThat(parse("--workdir /w --polling-interval 1.0").pollOnly()).isFalse();
        assertThat(parse("--workdir /w --polling-interval 0.5 --watcher inotify")
                        .pollOnly())
                .isFalse();
    }

    @Test
    void doesNotPollMoreOftenThanTenTimesASecond() {
        assertThat(parse("--workdir /w --polling-interval 0.0001").pollingInterval())
                .isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "experiments monitor-server",
                "experiments --workdir",
                "experiments --workdir= monitor-server",
                "experiments --workdir /w monitor-server --colour",
                "experiments --workdir /w monitor-server extra",
                "--workdir /w --watcher telepathy",
                "--workdir /w --polling-interval soon",
                "--workdir /w --polling-interval 0",
                "--workdir /w --polling-interval NaN",
                "--workdir /w --polling-interval -1"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(line));
    }

    private static AgentOptions parse(String line) {
        return AgentOptions.parse(List.of(line.split(" ", -1)));
    }
}
