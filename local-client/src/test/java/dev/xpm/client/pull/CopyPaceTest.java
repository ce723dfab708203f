package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CopyPaceTest {
    private final CopyPace pace = new CopyPace();

    @Test
    void aQuietFileIsLookedAtLessAndLess() {
        assertThat(Stream.generate(pace::unchanged).limit(12).map(Duration::toMillis))
                .startsWith(22_500L, 33_750L, 50_625L, 75_937L)
                .endsWith(600_000L, 600_000L);
    }

    @Test
    void aGrowingFileIsLookedAtEveryHalfMinuteAndSoonAgainAfterAQuietTime() {
        assertThat(pace.changed(Duration.ofSeconds(1))).hasSeconds(30);
        assertThat(pace.changed(Duration.ofSeconds(1))).hasSeconds(30);
        pace.unchanged();
        pace.unchanged();
        assertThat(pace.unchanged()).hasMillis(101_250);
        assertThat(pace.changed(Duration.ofSeconds(1))).hasMillis(70_875);
        assertThat(pace.changed(Duration.ofSeconds(1))).hasMillis(49_612);
    }

    @Test
    void aCopyThatTakesLongLeavesAsMuchTimeAgainTwice() {
        assertThat(pace.changed(Duration.ofSeconds(40))).hasSeconds(80);
    }

    @Test
    void threeFailuresInARowAreHopeless() {
        assertThat(pace.failed()).hasSeconds(30);
        assertThat(pace.failed()).hasSeconds(60);
        assertThat(pace.isHopeless()).isFalse();
        pace.unchanged();
        assertThat(pace.failed()).hasSeconds(180);
        assertThat(pace.isHopeless()).isFalse();
        pace.failed();
        pace.failed();
        assertThat(pace.isHopeless()).isTrue();
    }
}
