package dev.xpm.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is accepted stays below the root. Source: assurance.md P1 and P2. */
class ConfinedPathProperties {
    private static final Path ROOT = Path.of("/scratch/xp");

    @Property(tries = 1_000)
    void anAcceptedPathIsBelowTheRootAndSaysSo(@ForAll("paths") String text) {
        ConfinedPath path;
        try {
            path = ConfinedPath.parse(ROOT, text);
        } catch (IllegalArgumentException e) {
            assertThat(text).matches("(?s).*(^|/)(\\.{0,2})(/|$).*|(?s).*\0.*|(?s).*[^/]{256,}.*");
            return;
        }
        assertThat(path.toPath().normalize()).startsWithRaw(ROOT).isNotEqualTo(ROOT);
        assertThat(path.toPath().getNameCount())
                .isEqualTo(ROOT.getNameCount() + path.components().size());
        assertThat(path.relative()).isEqualTo(text);
    }

    @Example
    void aSiblingWithTheSameBeginningIsNotBelow() {
        assertThat(Path.of("/scratch/xp2/a").startsWith(ROOT)).isFalse();
        assertThat(ConfinedPath.of(ROOT).child("a").toPath()).isEqualTo(Path.of("/scratch/xp/a"));
        assertThat(new ConfinedPath(ROOT, List.of("jobs", "t", "j")).relative()).isEqualTo("jobs/t/j");
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(
                        "..",
                        ".",
                        "",
                        "a",
                        "jobs",
                        "...",
                        "~",
                        "-rf",
                        "a b",
                        "\\",
                        "..\\",
                        "\0",
                        "%2e%2e",
                        "x".repeat(256),
                        "\n",
                        "*",
                        "$HOME",
                        "‥",
                        "．．")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("/", parts));
    }
}
