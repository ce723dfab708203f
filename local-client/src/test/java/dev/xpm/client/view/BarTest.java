package dev.xpm.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarTest {
    @ParameterizedTest
    @CsvSource({"0,░░░░", "1,████", "0.5,██░░", "0.53125,██▏░", "0.999,███▉", "-1,░░░░", "7,████"})
    void eighthsOfCellsShowSmallSteps(double fraction, String cells) {
        assertThat(Bar.cells(fraction, 4)).isEqualTo(cells);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.33, 0.712, 0.999, 1})
    void aBarAlwaysHasItsWidth(double fraction) {
        assertThat(Bar.cells(fraction, 20)).hasSize(20);
        assertThat(Bar.asciiCells(fraction, 20)).hasSize(20);
    }
}
