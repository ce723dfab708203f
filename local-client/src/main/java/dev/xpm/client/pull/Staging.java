package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what arrived with what was asked, and moves that into the cache. The program that wrote it was led by the
 * other side: nothing of it is believed. Source: assurance.md 2.2 and P6.
 */
final class Staging implements Placing.Outcome {
    private final Path directory;
    private final PullCache cache;
    private final List<Wanted> wanted;
    private final long maxFileBytes;
    private final List<ConfinedPath> present = new ArrayList<>();
    private final List<UntrustedText> refused = new ArrayList<>();
    private final Map<Wanted, Long> sizes = new HashMap<>();
    private final Set<List<String>> directories = new HashSet<>();

    Staging(Path directory, PullCache cache, List<Wanted> wanted, long maxFileBytes) {
        this.directory = directory;
        this.cache = cache;
        this.wanted = wanted;
        this.maxFileBytes = maxFileBytes;
    }

    /** Takes over what was asked for. The rest stays in the staging directory, to be removed with it. */
    PullReport takeOver(boolean complete, List<UntrustedText> messages) throws IOException {
        StagedDirectory brought = look();
        try (Placing placing = cache.placing(directory)) {
            placing.place(brought, this);
        }
        List<ConfinedPath> missing =
                wanted.stream().filter(this::isMissing).map(Wanted::path).toList();
        PullReport report = new PullReport(present, missing, refused, complete && refused.isEmpty(), messages);
        for (Wanted item : wanted) {
            if (!isMissing(item)) {
                cache.keep(item.path(), bytes(item));
            }
        }
        return report;
    }

    /** What lies there, in the order in which it is found; what must not be taken over is told as refused. */
    private StagedDirectory look() throws IOException {
        var path = new ArrayDeque<StagedDirectory>();
        var root = new StagedDirectory(directory.getFileSystem().getPath(""), false);
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) throws IOException {
                path.push(entry.equals(directory) ? root : found(entry));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
                look(path.element(), entry, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path entry, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                StagedDirectory done = path.pop();
                if (!path.isEmpty()) {
                    path.element().add(done);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return root;
    }

    /** One that was asked for with all that it holds, and that only this user can enter, can be moved as it is. */
    private StagedDirectory found(Path entry) throws IOException {
        List<String> names = names(entry);
        directories.add(names);
        boolean whole = PathComponent.isValid(names.get(names.size() - 1))
                && wanted.stream().anyMatch(item -> isTreeOver(item, names))
                && Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS)
                        .equals(PullCache.ONLY_ME.value());
        return new StagedDirectory(nameOf(entry), whole);
    }

    private void look(StagedDirectory above, Path entry, BasicFileAttributes attributes) {
        List<String> names = names(entry);
        boolean acceptable = attributes.isRegularFile()
                && attributes.size() <= maxFileBytes
                && names.stream().allMatch(PathComponent::isValid)
                && wanted.stream().anyMatch(item -> covers(item, names));
        if (acceptable) {
            above.add(new StagedDirectory.File(nameOf(entry), names, attributes.size()));
        } else {
            above.spoil();
            refused.add(UntrustedText.of(String.join("/", names)));
        }
    }

    @Override
    public void taken(StagedDirectory.File file) {
        present.add(new ConfinedPath(cache.root(), file.names()));
        wanted.stream()
                .filter(item -> covers(item, file.names()))
                .forEach(item -> sizes.merge(item, file.bytes(), Long::sum));
    }

    @Override
    public void refused(StagedDirectory.File file, IOException reason) {
        refused.add(UntrustedText.of(String.join("/", file.names()) + ": " + reason.getMessage()));
    }

    private long bytes(Wanted item) {
        return sizes.getOrDefault(item, 0L);
    }

    private boolean isMissing(Wanted item) {
        List<String> names = item.path().components();
        return item instanceof Wanted.Tree
                ? !directories.contains(names)
                : present.stream().noneMatch(path -> path.components().equals(names));
    }

    private static boolean covers(Wanted item, List<String> names) {
        List<String> asked = item.path().components();
        if (item instanceof Wanted.File) {
            return names.equals(asked);
        }
        return names.size() > asked.size() && names.subList(0, asked.size()).equals(asked);
    }

    /** Whether all that lies in that directory was asked for. */
    private static boolean isTreeOver(Wanted item, List<String> names) {
        List<String> asked = item.path().components();
        return item instanceof Wanted.Tree
                && names.size() >= asked.size()
                && names.subList(0, asked.size()).equals(asked);
    }

    private static Path nameOf(Path entry) {
        return Objects.requireNonNull(entry.getFileName(), "what lies in a directory has a name");
    }

    private List<String> names(Path entry) {
        var names = new ArrayList<String>();
        directory.relativize(entry).forEach(name -> names.add(name.toString()));
        return names;
    }
}
