package dev.xpm.client.pull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A directory that a copy brought, with what may be taken over of it. Looked at before anything is moved. */
final class StagedDirectory {
    private final Path name;
    private final List<File> files = new ArrayList<>();
    private final List<StagedDirectory> directories = new ArrayList<>();
    private boolean whole;

    /**
     * Empty.
     *
     * @param name in the directory above
     * @param whole whether it may be moved as it is, with all that it holds; what is added can only take that away
     */
    StagedDirectory(Path name, boolean whole) {
        this.name = name;
        this.whole = whole;
    }

    /**
     * A file that was asked for.
     *
     * @param name in its directory
     * @param names of the path below the cache
     */
    record File(Path name, List<String> names, long bytes) {
        File {
            names = List.copyOf(names);
        }
    }

    Path name() {
        return name;
    }

    List<File> files() {
        return files;
    }

    List<StagedDirectory> directories() {
        return directories;
    }

    boolean isWhole() {
        return whole;
    }

    boolean hasFiles() {
        return !files.isEmpty() || directories.stream().anyMatch(StagedDirectory::hasFiles);
    }

    void forEachFile(Consumer<File> action) {
        files.forEach(action);
        directories.forEach(below -> below.forEachFile(action));
    }

    void add(File file) {
        files.add(file);
    }

    /** @param below to which nothing is added any more */
    void add(StagedDirectory below) {
        directories.add(below);
        whole &= below.whole;
    }

    /** It holds something that must not be taken over. */
    void spoil() {
        whole = false;
    }
}
