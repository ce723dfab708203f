package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmAnswerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Map<String, SlurmAnswer> read(String output) {
        return SlurmAnswer.read(output, NOW, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, scheduled",
        "CONFIGURING, scheduled",
        "REQUEUE_HOLD, scheduled",
        "RUNNING, running",
        "COMPLETING, running",
        "SUSPENDED, running",
        "COMPLETED, done",
        "COMPLETED+, done",
        "CANCELLED by 1000, error:CANCELLED",
        "CANCELLED+, error:CANCELLED",
        "TIMEOUT, error:TIMEOUT",
        "OUT_OF_MEMORY, error:MEMORY",
        "NODE_FAIL, error:FAILED",
        "FAILED, error:FAILED"
    })
    void knowsTheWordsOfTheBatchSystem(String word, String state) {
        SlurmAnswer answer = read("12878|" + word + "|2026-03-01T11:00:00\n").get("12878");
        assertThat(answer.state()).isEqualTo(JobState.parse(state));
        assertThat(answer.asked()).isEqualTo(NOW);
    }

    @Test
    void aWordThatItDoesNotKnowSaysNothing() {
        assertThat(read("1|FROBNICATED|Unknown\n2||\n3\n\n|\nslurm_load_jobs error: Invalid job id specified\n"))
                .isEmpty();
    }

    @Test
    void onlyWhatHasEndedHasAnEnd() {
        var answers =
                read("1|FAILED|2026-03-01T11:00:00\n2|RUNNING|2026-03-01T11:00:00\n3|COMPLETED|Unknown\n4|FAILED\n");
        assertThat(answers.get("1").ended()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
        assertThat(answers.get("2").ended()).isNull();
        assertThat(answers.get("3").ended()).isNull();
        assertThat(answers.get("4").state()).isEqualTo(JobState.error(FailureReason.FAILED));
    }

    @Test
    void timesAreThoseOfTheZoneOfThisMachine() {
        var answers = SlurmAnswer.read("1|FAILED|2026-03-01T11:00:00", NOW, ZoneId.of("Asia/Tokyo"));
        assertThat(answers.get("1").ended()).isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
    }
}
