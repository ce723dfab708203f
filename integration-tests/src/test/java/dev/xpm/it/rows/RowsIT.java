package dev.xpm.it.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row has a test that carries it as a tag, or a reason in the list; docs/testing.md shows which. */
class RowsIT {
    private static final Path DOCUMENT = Program.root().resolve("docs/testing.md");
    private static final String BEGIN = "<!-- rows: generated, see RowsIT -->\n";
    private static final String END = "<!-- end of rows -->\n";

    /** {@code -Dxpm.write=true} writes the table instead of comparing it. */
    private static final boolean WRITE = Boolean.getBoolean("xpm.write");

    @Test
    void everyRowHasATestOrAReason() throws Exception {
        NavigableMap<Row.Id, SortedSet<String>> tests = TaggedTests.below(Program.root());
        assertThat(Row.all())
                .filteredOn(row -> row.reason().isEmpty() && !tests.containsKey(row.id()))
                .isEmpty();
        assertThat(Row.all())
                .as("rows that have a test need no reason")
                .filteredOn(row -> !row.reason().isEmpty() && tests.containsKey(row.id()))
                .isEmpty();
    }

    @Test
    void theListIsWhole() throws Exception {
        List<String> ids = Row.all().stream().map(row -> row.id().toString()).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids)
                .containsAll(numbered("W", 36))
                .containsAll(numbered("P", 37))
                .containsAll(numbered("A-J", 6))
                .containsAll(numbered("A-K", 9));
    }

    private static List<String> numbered(String kind, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> kind + number).toList();
    }

    @Test
    void theDocumentShowsTheTestsThatThereAre() throws Exception {
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        assertThat(from).isGreaterThan(BEGIN.length());
        assertThat(to).isGreaterThanOrEqualTo(from);
        String table = table();
        if (WRITE) {
            Files.writeString(DOCUMENT, document.substring(0, from) + table + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("stale: mvn verify -pl integration-tests -am -Dtest=None -Dit.test=RowsIT"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dxpm.write=true")
                    .isEqualTo(table);
        }
    }

    private static String table() throws IOException {
        NavigableMap<Row.Id, SortedSet<String>> tests = TaggedTests.below(Program.root());
        var table = new StringBuilder("\n| Row | What must hold | Tests |\n|---|---|---|\n");
        for (Row row : Row.all()) {
            String shown = tests.containsKey(row.id()) ? names(tests.remove(row.id())) : "none; " + row.reason();
            table.append("| %s | %s | %s |\n".formatted(row.id(), row.words(), shown));
        }
        table.append("\nFurther rows, of what protects the client and its user:\n\n| Row | Tests |\n|---|---|\n");
        tests.forEach((row, names) -> table.append("| %s | %s |\n".formatted(row, names(names))));
        return table.append("\n").toString();
    }

    private static String names(SortedSet<String> tests) {
        return Stream.of(tests.toArray(String[]::new))
                .map(test -> "`" + test + "`")
                .collect(Collectors.joining("<br>"));
    }
}
