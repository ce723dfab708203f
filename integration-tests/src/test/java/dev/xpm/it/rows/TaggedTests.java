package dev.xpm.it.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rows and the tests that carry them as a tag, found in the sources: those of all modules, built or not. */
final class TaggedTests {
    private static final Pattern TAG = Pattern.compile("\\s*@(?:Arch)?Tag\\(\"((?:A-)?[A-Z]\\d+)\"\\)");
    private static final Pattern TYPE = Pattern.compile("\\s*(?:\\w+ )*(?:class|interface) (\\w+).*");
    private static final Pattern METHOD = Pattern.compile("\\s+(?:\\w+ )*void (\\w+)\\(.*");

    private TaggedTests() {}

    /** Row to the names of its tests: {@code Class.method}, or {@code Class} where the whole class is about it. */
    static NavigableMap<Row.Id, SortedSet<String>> below(Path root) throws IOException {
        var found = new TreeMap<Row.Id, SortedSet<String>>();
        for (Path file : sources(root)) {
            scan(Files.readAllLines(file), found);
        }
        return found;
    }

    private static List<Path> sources(Path root) throws IOException {
        var sources = new ArrayList<Path>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.map(path -> path.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static void scan(List<String> lines, Map<Row.Id, SortedSet<String>> found) {
        var open = new ArrayList<Row.Id>();
        String type = "";
        for (String line : lines) {
            Matcher tag = TAG.matcher(line);
            Matcher declared = TYPE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (tag.matches()) {
                open.add(Row.Id.of(tag.group(1)));
            } else if (declared.matches()) {
                type = type.isEmpty() || !open.isEmpty() ? declared.group(1) : type;
                add(found, open, type);
            } else if (method.matches()) {
                add(found, open, type + "." + method.group(1));
            }
        }
    }

    private static void add(Map<Row.Id, SortedSet<String>> found, List<Row.Id> rows, String test) {
        rows.forEach(row -> found.computeIfAbsent(row, any -> new TreeSet<>()).add(test));
        rows.clear();
    }
}
