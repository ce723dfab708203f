package dev.xpm.protocol.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RunIdProperties {
    @Example
    void ordersByDateAndThenByNumber() {
        List<RunId> sorted = List.of(
                new RunId("20250301_101500"),
                new RunId("20250301_101500.1"),
                new RunId("20250301_101500...2"),
                new RunId("20250301_101500.10"),
                new RunId("20250301_101501"),
                new RunId("20260101_000000.1"));
        var shuffled = new ArrayList<>(sorted);
        java.util.Collections.reverse(shuffled);
        java.util.Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(sorted);
    }

    @Example
    void knowsTheFormThatLaunchesAreGiven() {
        assertThat(new RunId("20250301_101500").isDated()).isTrue();
        assertThat(new RunId("20250301_101500.12").isDated()).isTrue();
        assertThat(new RunId("20250301_101500...1").isDated()).isTrue();
        assertThat(new RunId("results").isDated()).isFalse();
        assertThat(new RunId("v1").isDated()).isFalse();
        assertThat(new RunId("20250301_101500x").isDated()).isFalse();
    }

    /** A directory can hold any names; a comparison that goes round in circles makes sorting throw. */
    @Property(tries = 3_000)
    void isATotalOrder(@ForAll("names") RunId a, @ForAll("names") RunId b, @ForAll("names") RunId c) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        if (a.compareTo(b) < 0 && b.compareTo(c) < 0) {
            assertThat(a.compareTo(c)).isNegative();
        }
    }

    @Provide
    Arbitrary<RunId> names() {
        return Arbitraries.of("", ".1", ".2", ".10", ".1x", "...1", ".0", "x", ".a")
                .flatMap(end -> Arbitraries.of("20250301_101500", "20250301_101501", "2", "v1", "results")
                        .map(start -> new RunId(start + end)));
    }
}
