package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Heartbeat.Look;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A-R4")
class HeartbeatTest {
    private final Heartbeat heartbeat = new Heartbeat(0);

    @Test
    void asksEveryFiveSecondsWhileNothingElseArrives() {
        long heard = 0;
        int asked = 0;
        for (int second = 1; second <= 60; second++) {
            if (look(second, heard, false) == Look.ASK) {
                asked++;
                heard++;
                heartbeat.answered();
            }
        }
        assertThat(asked).isEqualTo(12);
    }

    @Test
    void isDeadAfterThreeMissesAndNeverLater() {
        for (int second = 1; second < 15; second++) {
            assertThat(look(second, 0, false)).as("%d", second).isNotEqualTo(Look.DEAD);
        }
        assertThat(look(15, 0, false)).isEqualTo(Look.DEAD);
    }

    @Test
    void whatArrivesBetweenTwoLooksIsNotTakenForLaterThanItWas() {
        look(1, 0, false);
        // Heard at 1.01 s, seen at 2 s: 15 s after the former is before 17 s.
        assertThat(look(2, 7, false)).isEqualTo(Look.ALIVE);
        assertThat(look(15, 7, false)).isNotEqualTo(Look.DEAD);
        assertThat(look(16, 7, false)).isEqualTo(Look.DEAD);
    }

    /** Source: assurance.md 2.5. */
    @Test
    @Tag("C9")
    void silenceOfAPeerThatWorksOnARequestIsNotDeath() {
        for (int second = 1; second < 300; second++) {
            assertThat(look(second, 0, true)).isNotEqualTo(Look.DEAD);
        }
        for (int second = 300; second < 313; second++) {
            assertThat(look(second, 0, false)).isNotEqualTo(Look.DEAD);
        }
        assertThat(look(314, 0, false)).isEqualTo(Look.DEAD);
    }

    private Look look(int second, long heard, boolean busy) {
        return heartbeat.look(TimeUnit.SECONDS.toNanos(second), heard, busy);
    }
}
