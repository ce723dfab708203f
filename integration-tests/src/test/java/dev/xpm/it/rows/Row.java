package dev.xpm.it.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that must hold.
 *
 * @param reason why no test has to carry it; empty where one must
 */
record Row(Id id, String words, String reason) {
    private static final Path LIST = Path.of("src/test/resources/rows.tsv");

    /** Such as {@code W7} or {@code A-R12}; in the order of a reader, not of the alphabet. */
    record Id(String kind, int number) implements Comparable<Id> {
        private static final Pattern TEXT = Pattern.compile("((?:A-)?[A-Z])(\\d+)");
        private static final List<String> FIRST = List.of("W", "P");

        static Id of(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a row: " + text);
            }
            return new Id(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }

        @Override
        public int compareTo(Id other) {
            return Comparator.comparingInt((Id id) -> FIRST.contains(id.kind) ? FIRST.indexOf(id.kind) : FIRST.size())
                    .thenComparing(Id::kind)
                    .thenComparingInt(Id::number)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return kind + number;
        }
    }

    static List<Row> all() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(cells -> new Row(Id.of(cells[0]), cells[1], cells.length > 2 ? cells[2] : ""))
                .toList();
    }
}
