package dev.xpm.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a document that is made from the program, between two comments; a test keeps it as it should be.
 *
 * @param name stands in both comments
 * @param test to be run with {@code -Dxpm.write=true}, which writes the part instead of comparing it
 */
public record GeneratedPart(Path document, String name, Class<?> test) {
    private static final boolean WRITE = Boolean.getBoolean("xpm.write");

    /** Compares, or writes. */
    public void check(String wanted) throws IOException {
        String text = Files.readString(document);
        String begin = "<!-- %s: generated, see %s -->\n".formatted(name, test.getSimpleName());
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- end of " + name + " -->\n");
        assertThat(from).isGreaterThanOrEqualTo(begin.length());
        assertThat(to).isGreaterThanOrEqualTo(from);
        if (WRITE) {
            Files.writeString(document, text.substring(0, from) + wanted + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as(
                            "stale: ./mvnw verify -pl integration-tests -am -Dtest=None -Dit.test=%s"
                                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dxpm.write=true",
                            test.getSimpleName())
                    .isEqualTo(wanted);
        }
    }
}
