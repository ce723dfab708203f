package dev.xpm.protocol.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T10:15:00",
                "2026-03-01T10:15:00.000001",
                "2026-12-31T23:59:59.999999",
                "2024-02-29T00:00:00",
                "0000-01-01T00:00:00.100000",
                "9999-12-31T23:59:59"
            })
    void whatDriversWriteIsReadAndWrittenAsTheCalendarDoes(String text) {
        LocalStamp stamp = LocalStamp.parse(text);
        assertThat(stamp.local()).isEqualTo(LocalDateTime.parse(text));
        assertThat(stamp.iso()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00",
                "2026-04-31T00:00:00.000000",
                "2026-01-01T24:00:00",
                "2026-01-01T23:60:00",
                "2026-01-01T23:59:60",
                "2026-00-01T00:00:00",
                "2026-01-01T00:00:00,000000",
                "2026-01-01T00:00:0x"
            })
    void whatIsNotInTheCalendarIsNoTime(String text) {
        assertThat(LocalStamp.parse(text)).isNull();
    }

    @Test
    void yearsBeyondFourDigitsAreWrittenWithTheirSign() {
        assertThat(new LocalStamp(LocalDateTime.of(10_000, 1, 1, 0, 0), null).iso())
                .isEqualTo("+10000-01-01T00:00:00");
        assertThat(new LocalStamp(LocalDateTime.of(-1, 1, 1, 0, 0), null).iso()).isEqualTo("-0001-01-01T00:00:00");
    }
}
