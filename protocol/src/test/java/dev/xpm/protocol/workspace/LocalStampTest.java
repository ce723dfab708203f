package dev.xpm.protocol.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStampTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:15:00.120031, 2026-03-01T10:15:00.120031",
        "2026-03-01T10:15:01.5, 2026-03-01T10:15:01.500000",
        "2026-03-01T10:15:00.000000, 2026-03-01T10:15:00",
        "2026-03-01T10:15:00, 2026-03-01T10:15:00",
        "2026-03-01 10:15:00, 2026-03-01T10:15:00",
        "2026-03-01, 2026-03-01T00:00:00",
        "2026-03-01T10:15:00.123456789, 2026-03-01T10:15:00.123456",
        "2026-03-01T10:15:00+02:00, 2026-03-01T10:15:00+02:00",
        "2026-03-01T10:15:00Z, 2026-03-01T10:15:00+00:00",
        "2026-03-01T10:15:00-05:30, 2026-03-01T10:15:00-05:30"
    })
    void readsWhatWritersWrite(String text, String iso) {
        assertThat(LocalStamp.parse(text))
                .isNotNull()
                .extracting(LocalStamp::iso)
                .isEqualTo(iso);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "yesterday",
                "2026-13-01T00:00:00",
                "2026-02-30",
                "2026-03-01T25:00:00",
                "1772360100",
                "0000000000"
            })
    void anythingElseIsNoTime(String text) {
        assertThat(LocalStamp.parse(text)).isNull();
    }

    @Test
    void aTimeOfAFileIsRoundedToTheNearestMicrosecond() {
        Instant instant = Instant.ofEpochSecond(1_772_360_100L, 999_999_600);
        assertThat(LocalStamp.of(instant, ZoneOffset.UTC).iso()).isEqualTo("2026-03-01T10:15:01");
        assertThat(LocalStamp.of(instant.minusNanos(200), ZoneOffset.UTC).iso())
                .isEqualTo("2026-03-01T10:15:00.999999");
    }

    @Test
    void unixSecondsBecomeLocalTimeOfTheZone() {
        assertThat(LocalStamp.ofEpochSeconds(1_772_360_100.5, PARIS).iso()).isEqualTo("2026-03-01T11:15:00.500000");
        assertThat(LocalStamp.ofEpochSeconds(Double.NaN, PARIS)).isNull();
        assertThat(LocalStamp.ofEpochSeconds(Double.POSITIVE_INFINITY, PARIS)).isNull();
        assertThat(LocalStamp.ofEpochSeconds(1e300, PARIS)).isNull();
        assertThat(LocalStamp.ofEpochSeconds(-1.5, ZoneOffset.UTC).iso()).isEqualTo("1969-12-31T23:59:58.500000");
    }

    @Test
    void aZoneInTheTextWinsOverTheZoneOfTheReader() {
        Instant same = LocalStamp.parse("2026-03-01T11:15:00").toInstant(PARIS);
        assertThat(LocalStamp.parse("2026-03-01T10:15:00Z").toInstant(PARIS)).isEqualTo(same);
    }
}
