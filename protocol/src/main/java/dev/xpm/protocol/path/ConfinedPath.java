package dev.xpm.protocol.path;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below a root, made only of valid {@link PathComponent}s, so that it cannot climb out of the root.
 *
 * <p>It says nothing about links on the disk: whoever opens it decides whether links are followed.
 */
public record ConfinedPath(Path root, List<String> components) {
    public ConfinedPath {
        components = List.copyOf(components);
        components.forEach(name -> PathComponent.require(name, "path component"));
    }

    /** The root itself. */
    public static ConfinedPath of(Path root) {
        return new ConfinedPath(root, List.of());
    }

    /**
     * Reads a relative path as it stands on the wire, with {@code /} between the components.
     *
     * @throws IllegalArgumentException if it is absolute, empty, or climbs
     */
    public static ConfinedPath parse(Path root, String relative) {
        return new ConfinedPath(root, List.of(relative.split("/", -1)));
    }

    /**
     * The path of those components below a root, at once.
     *
     * @throws IllegalArgumentException if one of them is no single path component
     */
    public static Path below(Path root, String... components) {
        for (String name : components) {
            PathComponent.require(name, "path component");
        }
        String relative = String.join("/", components);
        if (FileName.isPlain(relative)) {
            return root.resolve(relative);
        }
        Path path = root;
        for (String name : components) {
            path = FileName.in(path, name);
        }
        return path;
    }

    /** The child of that name. */
    public ConfinedPath child(String name) {
        var longer = new ArrayList<>(components);
        longer.add(name);
        return new ConfinedPath(root, longer);
    }

    /** The path on this machine's file system. */
    public Path toPath() {
        Path path = root;
        for (String name : components) {
            path = FileName.in(path, name);
        }
        return path;
    }

    /** The components as names, each relative to the one before. */
    public List<Path> steps() {
        Path here = root.getFileSystem().getPath("");
        return components.stream().map(name -> FileName.in(here, name)).toList();
    }

    /** The components with {@code /} between them, without the root. */
    public String relative() {
        return String.join("/", components);
    }
}
