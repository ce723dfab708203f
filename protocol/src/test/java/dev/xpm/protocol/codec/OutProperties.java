package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class OutProperties {
    @Property
    void aDecimalIsTheSameNumber(@ForAll double value) throws IOException {
        assertThat(Double.parseDouble(written(value))).isEqualTo(value);
    }

    @Property
    void aTimeHasNoExponent(@ForAll @DoubleRange(min = -1e12, max = 1e12) double value) throws IOException {
        assertThat(Math.abs(value) < 1e-3 ? "" : written(value)).doesNotContain("E");
        assertThat(Double.parseDouble(written(value))).isEqualTo(value);
    }

    @Example
    void forExample() throws IOException {
        assertThat(written(1_770_000_000)).isEqualTo("1770000000.0");
        assertThat(written(1_740_820_500.25)).isEqualTo("1740820500.25");
        assertThat(written(-12_345_678.5)).isEqualTo("-12345678.5");
        assertThat(written(0.5)).isEqualTo("0.5");
        assertThat(written(1e300)).isEqualTo("1.0E300");
    }

    private static String written(double value) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            Out.decimal(out, value);
        }
        return text.toString();
    }
}
