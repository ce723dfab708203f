package dev.xpm.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents lead only to what is there. */
class LinksIT {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Program.root());
                Stream<Path> docs = Files.list(Program.root().resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void allDocumentsAreSeen() throws Exception {
        assertThat(documents()).hasSizeGreaterThanOrEqualTo(6);
    }

    /** A registry's address in the text grows old, and says nothing about the version that is meant. */
    @ParameterizedTest
    @MethodSource("documents")
    void noDocumentNamesAHostOfPackages(Path document) throws Exception {
        assertThat(Files.readString(document)).doesNotContainIgnoringCase("pypi.org", "repo1.maven", "mvnrepository");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachRelativeLinkLeadsToAFile(Path document) throws Exception {
        List<String> targets = LINK.matcher(Files.readString(document))
                .results()
                .map(match -> match.group(1))
                .filter(target -> !target.contains("://") && !target.startsWith("#") && !target.startsWith("mailto:"))
                .map(target -> target.replaceFirst("#.*", ""))
                .toList();
        assertThat(targets)
                .allSatisfy(target ->
                        assertThat(document.resolveSibling(target)).as(target).exists());
    }
}
