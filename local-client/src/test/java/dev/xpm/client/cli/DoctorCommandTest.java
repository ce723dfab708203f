package dev.xpm.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    @Test
    void longWordsGoOnBelowThemselves() {
        assertThat(DoctorCommand.hanging("host   ok  ", "one two three four", 20))
                .containsExactly("host   ok  one two", "           three", "           four");
        assertThat(DoctorCommand.hanging("host ok ", "onetwothreefour five", 16))
                .containsExactly("host ok onetwoth", "        reefour", "        five");
        assertThat(DoctorCommand.hanging("host ok ", "one two three four", Integer.MAX_VALUE))
                .containsExactly("host ok one two three four");
        assertThat(DoctorCommand.hanging("host ok ", "", 16)).containsExactly("host ok ");
    }
}
