package dev.xpm.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder with links to all programs of this machine but some: what {@code PATH} is on a host that lacks them. */
final class ProgramsFolder {
    private ProgramsFolder() {}

    /** Makes it. */
    static Path without(Path folder, String... names) throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(directory))) {
                linkAll(Path.of(directory), programs, List.of(names));
            }
        }
        return programs;
    }

    private static void linkAll(Path directory, Path programs, List<String> names) throws IOException {
        var all = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(all::add);
        }
        for (Path program : all) {
            Path link = programs.resolve(program.getFileName());
            if (!names.contains(program.getFileName().toString()) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, program);
            }
        }
    }
}
