package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what arrived with what was asked, and moves that into the cache. The program that wrote it was led by the
 * other side: nothing of it is believed. Source: assurance.md 2.2 and P6.
 */
final class Staging {
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
        try (PullCache.Placing placing = cache.placing(directory)) {
            walk(placing);
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

    private void walk(PullCache.Placing placing) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
                directories.add(names(entry));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
                take(placing, entry, attributes);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void take(PullCache.Placing placing, Path entry, BasicFileAttributes attributes) {
        List<String> names = names(entry);
        boolean acceptable = attributes.isRegularFile()
                && attributes.size() <= maxFileBytes
                && names.stream().allMatch(PathComponent::isValid)
                && wanted.stream().anyMatch(item -> covers(item, names));
        if (!acceptable) {
            refused.add(UntrustedText.of(String.join("/", names)));
            return;
        }
        var path = new ConfinedPath(cache.root(), names);
        try {
            placing.accept(directory.relativize(entry));
            present.add(path);
            wanted.stream()
                    .filter(item -> covers(item, names))
                    .forEach(item -> sizes.merge(item, attributes.size(), Long::sum));
        } catch (IOException e) {
            refused.add(UntrustedText.of(path.relative() + ": " + e.getMessage()));
        }
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

    private List<String> names(Path entry) {
        var names = new ArrayList<String>();
        directory.relativize(entry).forEach(name -> names.add(name.toString()));
        return names;
    }
}
