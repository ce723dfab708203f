package dev.xpm.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A-P1")
class PathComponentTest {
    static String[] climbing() {
        return new String[] {
            "",
            ".",
            "..",
            "/",
            "//",
            "/etc",
            "../../x",
            "a/../../b",
            "a/b",
            "a/",
            "\0",
            "a\0b",
            "x".repeat(300),
            "é".repeat(128)
        };
    }

    @ParameterizedTest
    @MethodSource("climbing")
    void isRefusedByEveryTypeOfId(String name) {
        assertThat(PathComponent.isValid(name)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new ExperimentId(name));
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId(name));
        assertThatIllegalArgumentException().isThrownBy(() -> new TaskId(name));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobId(name));
        assertThat(JobId.orNull(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-rf",
                "--help",
                "~",
                "~root",
                "$HOME",
                "star*",
                "a\\b",
                "line\nbreak",
                "...",
                " ",
                "a b",
                "\u202e",
                "'",
                "\"",
                "`id`",
                "$(id)",
                ".hidden",
                "日本語"
            })
    void oddNamesAreLegal(String name) {
        assertThat(PathComponent.isValid(name)).isTrue();
        assertThat(new ExperimentId(name).value()).isEqualTo(name);
    }

    @Test
    void theLimitIsInBytes() {
        assertThat(PathComponent.isValid("x".repeat(255))).isTrue();
        assertThat(PathComponent.isValid("x".repeat(256))).isFalse();
        assertThat(PathComponent.isValid("é".repeat(127))).isTrue();
    }

    @Test
    void theMessageDoesNotRepeatTheName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExperimentId("../\u001b[2J"))
                .withMessage("experiment id is not a single path component");
    }

    @Test
    void aJobKeyIsReadAndWritten() {
        JobKey key = JobKey.parse("demo.train/9c41");
        assertThat(key.locator()).isEqualTo("demo.train/9c41");
        assertThat(key.task().script()).isEqualTo("train");
        assertThat(new TaskId("plain").script()).isEqualTo("plain");
        assertThatIllegalArgumentException().isThrownBy(() -> JobKey.parse("no-slash"));
        assertThatIllegalArgumentException().isThrownBy(() -> JobKey.parse("a/b/c"));
    }
}
