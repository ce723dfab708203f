package dev.xpm.agent.action;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some changes to a workspace that are all made or all taken back. What is removed is first moved into a private
 * directory beside {@code jobs} and {@code experiments}, so that no reader ever sees half of it; it is deleted when all
 * else has succeeded. Source: workspace-format.md 6.1.
 *
 * <p>Used by one thread.
 */
final class Removal implements Closeable {
    private static final System.Logger LOG = System.getLogger(Removal.class.getName());

    private static final String PREFIX = ".xpm-trash-";

    /** What a killed agent left is deleted by the next change, when its own one is surely over. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path rootPath;
    private final Faults faults;
    private final Folder root;
    private final Map<Path, Folder> open = new HashMap<>();
    private final Deque<Undo> undo = new ArrayDeque<>();
    private @Nullable Path trashName;
    private @Nullable Folder trash;
    private int taken;
    private boolean committed;

    /** @param rootPath of the workspace: absolute, links resolved */
    Removal(Path rootPath, Faults faults) throws IOException {
        this.rootPath = rootPath;
        this.faults = faults;
        this.root = Folder.open(rootPath, faults);
    }

    private interface Undo {
        void run() throws IOException;
    }

    /** A directory of the workspace, each component opened without following links, and kept open until the end. */
    Folder folder(Path relative) throws IOException {
        Folder known = open.get(relative);
        if (known == null) {
            Path parent = relative.getParent();
            Folder in = parent == null ? root : folder(parent);
            known = in.open(name(relative));
            open.put(relative, known);
        }
        return known;
    }

    /** The directory that holds that path of the workspace. */
    Folder parentOf(Path absolute) throws IOException {
        Path parent = rootPath.relativize(absolute).getParent();
        return parent == null ? root : folder(parent);
    }

    /** Removes an entry of the workspace, directory or not; a link as a link. */
    void take(Path absolute) throws IOException {
        Folder from = parentOf(absolute);
        Path name = name(absolute);
        Folder into = trash();
        Path kept = Path.of(Integer.toString(taken++));
        undo.push(() -> {
            if (into.look(kept) != null && from.look(name) == null) {
                into.move(kept, from, name);
            }
        });
        from.move(name, into, kept);
    }

    /** Gives a file other content at one stroke. */
    void replace(Path absolute, byte[] before, byte[] content) throws IOException {
        Folder in = parentOf(absolute);
        Path name = name(absolute);
        undo.push(() -> {
            if (!Arrays.equals(in.read(name, before.length), before)) {
                put(in, name, before);
            }
        });
        put(in, name, content);
    }

    private void put(Folder in, Path name, byte[] content) throws IOException {
        Folder from = trash();
        Path draft = Path.of(Integer.toString(taken++));
        from.create(draft, content);
        from.move(draft, in, name);
    }

    /** All changes are made: from now on nothing is taken back, and what was taken is deleted at the end. */
    void commit() {
        committed = true;
    }

    private Folder trash() throws IOException {
        if (trash == null) {
            Path name = Path.of(PREFIX + random());
            faults.at("mkdir");
            Files.createDirectory(
                    rootPath.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            trashName = name;
            trash = root.open(name);
        }
        return trash;
    }

    /** Takes everything back unless it was committed, and deletes what is not needed any more. */
    @Override
    public void close() throws IOException {
        try {
            if (committed || takeBack()) {
                empty();
            }
        } finally {
            for (Folder folder : open.values()) {
                folder.close();
            }
            if (trash != null) {
                trash.close();
            }
            root.close();
        }
    }

    private boolean takeBack() {
        boolean complete = true;
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (IOException e) {
                complete = false;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "unable to take a change back; what was moved is kept in " + trashName + ": " + e);
            }
        }
        return complete;
    }

    /** The change stands whether this succeeds or not. */
    private void empty() {
        Path name = trashName;
        try {
            if (name != null) {
                try {
                    delete(name);
                } catch (IOException e) {
                    delete(name);
                }
            }
            for (Path left : root.names()) {
                if (isLeftBehind(left)) {
                    delete(left);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "unable to delete all of " + name + ": " + e);
        }
    }

    private boolean isLeftBehind(Path name) throws IOException {
        var found = name.toString().startsWith(PREFIX) ? root.look(name) : null;
        return found != null
                && found.isDirectory()
                && found.lastModifiedTime().toInstant().isBefore(Instant.now().minus(LEFT_BEHIND));
    }

    /**
     * Deletes a directory of the root and all in it. Deep trees are flattened on the way: a directory within a directory
     * is moved up before it is opened, so that neither descriptors nor the stack run out.
     */
    private void delete(Path name) throws IOException {
        if (root.look(name) == null) {
            return;
        }
        try (Folder top = root.open(name)) {
            String fresh = "d" + random() + "-";
            int moved = 0;
            for (var left = new ArrayDeque<>(top.names()); !left.isEmpty(); ) {
                Path entry = left.pop();
                if (!isDirectory(top, entry)) {
                    deleteFile(top, entry);
                    continue;
                }
                unlock(top, entry);
                try (Folder directory = top.open(entry)) {
                    for (Path inner : directory.names()) {
                        if (isDirectory(directory, inner)) {
                            Path up = Path.of(fresh + moved++);
                            unlock(directory, inner);
                            directory.move(inner, top, up);
                            left.push(up);
                        } else {
                            deleteFile(directory, inner);
                        }
                    }
                }
                top.deleteDirectory(entry);
            }
        }
        root.deleteDirectory(name);
    }

    private static boolean isDirectory(Folder in, Path name) throws IOException {
        var found = in.look(name);
        return found != null && found.isDirectory();
    }

    /** A task may have protected what it wrote; if it cannot be undone, deleting says so. */
    private static void unlock(Folder in, Path directory) {
        try {
            in.unlock(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "unable to open up a directory: " + e);
        }
    }

    private static void deleteFile(Folder in, Path name) throws IOException {
        try {
            in.deleteFile(name);
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "somebody else deleted it as well");
        }
    }

    private static String random() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Path name(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("a path without a name");
        }
        return name;
    }
}
