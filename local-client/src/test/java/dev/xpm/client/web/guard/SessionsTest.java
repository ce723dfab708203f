package dev.xpm.client.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.web.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T14:00:00Z"));
    private final Sessions sessions = new Sessions(clock);

    @Test
    void aSessionEndsAfterTwelveHours() {
        var session = sessions.open();
        clock.advance(Duration.ofHours(11));
        assertThat(sessions.find(session.id())).isEqualTo(session);
        clock.advance(Duration.ofHours(2));
        assertThat(sessions.find(session.id())).isNull();
    }

    @Test
    void sessionsAreBounded() {
        var first = sessions.open();
        for (int more = 0; more < Sessions.MAX_SESSIONS; more++) {
            sessions.open();
        }
        assertThat(sessions.find(first.id())).isNull();
    }

    @Test
    void aSessionTellsNoSecret() {
        var session = sessions.open();
        assertThat(session.toString()).doesNotContain(session.id(), session.csrf());
    }
}
