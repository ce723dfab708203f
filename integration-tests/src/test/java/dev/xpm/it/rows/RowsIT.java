package dev.xpm.it.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.Program;
import dev.xpm.it.docs.GeneratedPart;
import java.io.IOException;
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
        new GeneratedPart(DOCUMENT, "rows", RowsIT.class).check(table());
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
