package dev.xpm.agent.workspace;

import dev.xpm.protocol.path.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the partial folders, {@code partials/<task>/<name>/<hash>}, that no job refers to: by a link, by a path in its
 * parameters, or by a lock. What cannot be read makes the scan fail: a folder must not seem unused because its user could
 * not be asked. Source: workspace-format.md 5.
 */
final class PartialScan {
    /** A hash; another name could be spelled in several ways in a file that refers to it. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z]+");

    private final WorkspaceTree tree;

    PartialScan(WorkspaceTree tree) {
        this.tree = tree;
    }

    /** Absolute paths, in the order of the directories. */
    List<Path> orphans() throws IOException {
        Set<Path> candidates = unlocked();
        if (candidates.isEmpty()) {
            return List.of();
        }
        for (Path task : ExperimentDirectory.list(tree.jobs())) {
            for (Path job : ExperimentDirectory.list(task)) {
                if (candidates.isEmpty()) {
                    return List.of();
                }
                removeLinked(candidates, job);
                removeNamed(candidates, job);
            }
        }
        return new ArrayList<>(candidates);
    }

    private Set<Path> unlocked() throws IOException {
        var found = new LinkedHashSet<Path>();
        for (Path task : folders(tree.partials())) {
            for (Path name : folders(task)) {
                for (Path hash : folders(name)) {
                    Path locks = hash.resolve(".experimaestro").resolve("locks").resolve("jobs");
                    if (PLAIN.matcher(FileName.of(hash)).matches()
                            && ExperimentDirectory.list(locks).isEmpty()) {
                        found.add(hash);
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> folders(Path directory) throws IOException {
        return ExperimentDirectory.list(directory).stream()
                .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .sorted()
                .toList();
    }

    private static void removeLinked(Set<Path> candidates, Path job) throws IOException {
        for (Path link : ExperimentDirectory.list(job.resolve(".experimaestro").resolve("partials"))) {
            if (FileStamp.attributes(link) != null) {
                candidates.remove(link.toRealPath());
            }
        }
    }

    /** The hash alone is looked for: paths are written in several forms, and a doubt must keep the folder. */
    private static void removeNamed(Set<Path> candidates, Path job) throws IOException {
        Path parameters = job.resolve("params.json");
        if (FileStamp.of(parameters) != null) {
            String text = Files.readString(parameters, StandardCharsets.ISO_8859_1);
            candidates.removeIf(folder -> text.contains(FileName.of(folder)));
        }
    }
}
