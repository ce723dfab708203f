package dev.xpm.agent.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.workspace.RunTags.TagEdit;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The tags that wait for the end of their runs, in a file of the user outside of every workspace, so that they are still
 * known when the agent that was told of them has left. One file for each workspace, and none where nothing waits. Source:
 * workspace-format.md 9, W16.
 */
final class KeptTags {
    private static final String LOCK = "tags.lock";
    private static final int LOCK_ATTEMPTS = 20;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

    private final Path workspace;
    private final Path file;

    /** @param directory of this user's agents, made when something is kept */
    KeptTags(Path directory, Path workspace) {
        this.workspace = workspace;
        this.file = directory.resolve("tags-" + hash(workspace) + ".json");
    }

    /** All that waits; what cannot be read waits no more. */
    Map<RunKey, TagEdit> read() throws IOException {
        var waiting = new LinkedHashMap<RunKey, TagEdit>();
        ObjectNode kept = JsonFile.read(file).object();
        if (kept != null && kept.path("workspace").asText().equals(workspace.toString())) {
            for (JsonNode run : kept.path("runs")) {
                ExperimentId experiment =
                        ExperimentId.orNull(run.path("experiment_id").textValue());
                RunId id = RunId.orNull(run.path("run_id").textValue());
                if (experiment != null && id != null) {
                    waiting.put(
                            new RunKey(experiment, id), new TagEdit(words(run.path("add")), words(run.path("remove"))));
                }
            }
        }
        return waiting;
    }

    private static Set<String> words(JsonNode list) {
        var words = new TreeSet<String>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** Puts that in the place of what waited, at one stroke. */
    void write(Map<RunKey, TagEdit> waiting) throws IOException {
        if (waiting.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        ObjectNode kept = JsonFile.MAPPER.createObjectNode();
        kept.put("workspace", workspace.toString());
        ArrayNode runs = kept.putArray("runs");
        waiting.forEach((run, edit) -> {
            ObjectNode item = runs.addObject();
            item.put("experiment_id", run.experiment().value());
            item.put("run_id", run.run().value());
            new TreeSet<>(edit.add()).forEach(item.putArray("add")::add);
            new TreeSet<>(edit.remove()).forEach(item.putArray("remove")::add);
        });
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, bytes(kept));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] bytes(ObjectNode kept) {
        try {
            return JsonFile.MAPPER.writeValueAsBytes(kept);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written", e);
        }
    }

    /** Keeps the other agents of this user away until it is closed. */
    HeldLock lock() throws IOException {
        Path directory = Objects.requireNonNull(file.getParent());
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path lock = directory.resolve(LOCK);
        try {
            Files.createFile(lock, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Lock files are never deleted.
        }
        Object key = Files.readAttributes(lock, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        if (key == null) {
            throw new NoSuchFileException(lock.toString());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return HeldLock.take(lock, key);
            } catch (HeldLock.BusyException e) {
                if (attempt == LOCK_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(LOCK_PAUSE.toNanos());
            }
        }
    }

    private static String hash(Path workspace) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(workspace.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
