package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void splitsAsAPosixShellDoes() {
        assertThat(ShellWords.split("  a  b\tc\n")).containsExactly("a", "b", "c");
        assertThat(ShellWords.split("'a b' \"c d\" e\\ f")).containsExactly("a b", "c d", "e f");
        assertThat(ShellWords.split("a'b'\"c\"d")).containsExactly("abcd");
        assertThat(ShellWords.split("'' \"\"")).containsExactly("", "");
        assertThat(ShellWords.split("'a\\b' \"a\\b\" \"a\\\"b\" \"\\$x\""))
                .containsExactly("a\\b", "a\\b", "a\"b", "$x");
        assertThat(ShellWords.split("")).isEmpty();
    }

    @Test
    void refusesWhatIsNotFinished() {
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split("'a"));
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split("\"a"));
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split("a\\"));
    }
}
