package dev.xpm.agent.workspace;

import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at the event files of all owners in a directory, by owner and number. Names are matched as a whole, so the
 * files of {@code a-b} are not those of {@code a}; numbers are compared as numbers. Source: workspace-format.md 1.3,
 * 1.5.
 */
public final class EventFiles {
    private static final Pattern EXPERIMENT = Pattern.compile("(.+)-(\\d{1,9})\\.jsonl", Pattern.DOTALL);
    private static final Pattern JOB = Pattern.compile("([0-9a-f]{8})-(.+)-(\\d{1,9})\\.jsonl", Pattern.DOTALL);
    private static final Pattern OLD_EXPERIMENT = Pattern.compile("events-(\\d{1,9})\\.jsonl");
    private static final Pattern OLD_JOB = Pattern.compile("event-(.+)-(\\d{1,9})\\.jsonl", Pattern.DOTALL);
    private static final Pattern ARCHIVED = Pattern.compile("event-(\\d{1,9})\\.jsonl");

    private static final EventFiles NONE = new EventFiles(Map.of());
    private static final Map<TaskId, String> HASHES = new ConcurrentHashMap<>();

    /** More tasks than any workspace has; beyond, hashes are computed each time. */
    private static final int MAX_HASHES = 10_000;

    private final Map<String, NavigableMap<Integer, Path>> byOwner;

    /** The second halves of the owners' names: most jobs of a long list have ended and have no live files. */
    private final Set<String> jobs;

    private EventFiles(Map<String, NavigableMap<Integer, Path>> byOwner) {
        this.byOwner = byOwner;
        this.jobs = byOwner.keySet().stream()
                .map(owner -> owner.substring(owner.indexOf(':') + 1))
                .collect(Collectors.toSet());
    }

    /** The live files of all experiments. */
    public static EventFiles ofExperiments(WorkspaceTree tree) throws IOException {
        return list(tree.liveExperimentEvents(), false);
    }

    /** The live files of all jobs. */
    public static EventFiles ofJobs(WorkspaceTree tree) throws IOException {
        return list(tree.liveJobEvents(), true);
    }

    /** The archived files of one run or job, in its directory {@code events}. */
    public static NavigableMap<Integer, Path> archived(Path directory) throws IOException {
        var files = new TreeMap<Integer, Path>();
        forEachEntry(directory, file -> {
            Matcher name = ARCHIVED.matcher(FileName.of(file));
            if (name.matches()) {
                files.put(Integer.valueOf(name.group(1)), file);
            }
        });
        return files;
    }

    /** What {@link #of(JobKey)} finds the files of a job by: {@code hash-of-task:job}. */
    public static String owner(JobKey job) {
        String hash = HASHES.get(job.task());
        if (hash == null) {
            hash = hash(job.task());
            if (HASHES.size() < MAX_HASHES) {
                HASHES.put(job.task(), hash);
            }
        }
        return hash + ":" + job.job().value();
    }

    /** The owner whose file has that name, in the current layout; null if it is no event file. */
    public static @Nullable String ownerOfFile(String name, boolean ofJobs) {
        Matcher matcher = (ofJobs ? JOB : EXPERIMENT).matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        return ofJobs ? matcher.group(1) + ":" + matcher.group(2) : matcher.group(1);
    }

    /** First 8 hex digits of the SHA-256 of a task id. Source: workspace-format.md 1.2. */
    public static String hash(TaskId task) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(task.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public NavigableMap<Integer, Path> of(ExperimentId experiment) {
        return byOwner.getOrDefault(experiment.value(), java.util.Collections.emptyNavigableMap());
    }

    public NavigableMap<Integer, Path> of(JobKey job) {
        return !jobs.contains(job.job().value())
                ? java.util.Collections.emptyNavigableMap()
                : byOwner.getOrDefault(owner(job), java.util.Collections.emptyNavigableMap());
    }

    /** The files by owner: an experiment's name, or {@code hash-of-task:job}. */
    public Map<String, NavigableMap<Integer, Path>> byOwner() {
        return byOwner;
    }

    private static EventFiles list(Path directory, boolean ofJobs) throws IOException {
        var found = new HashMap<String, NavigableMap<Integer, Path>>();
        boolean exists = forEachEntry(directory, file -> {
            String name = FileName.of(file);
            Matcher matcher = (ofJobs ? JOB : EXPERIMENT).matcher(name);
            if (matcher.matches()) {
                String owner = ofJobs ? matcher.group(1) + ":" + matcher.group(2) : matcher.group(1);
                add(found, owner, matcher.group(ofJobs ? 3 : 2), file);
            } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                listOld(found, file, ofJobs);
            }
        });
        return exists ? new EventFiles(found) : NONE;
    }

    private static void listOld(Map<String, NavigableMap<Integer, Path>> found, Path directory, boolean ofJobs)
            throws IOException {
        String parent = FileName.of(directory);
        TaskId task = ofJobs ? TaskId.orNull(parent) : null;
        forEachEntry(directory, file -> {
            Matcher matcher = (ofJobs ? OLD_JOB : OLD_EXPERIMENT).matcher(FileName.of(file));
            if (!matcher.matches()) {
                return;
            }
            if (task == null) {
                add(found, parent, matcher.group(1), file);
            } else {
                add(found, hash(task) + ":" + matcher.group(1), matcher.group(2), file);
            }
        });
    }

    /** A file of the current layout wins over one of the same number in the older one. */
    private static void add(Map<String, NavigableMap<Integer, Path>> found, String owner, String number, Path file) {
        NavigableMap<Integer, Path> files = found.computeIfAbsent(owner, any -> new TreeMap<>());
        Path other = files.putIfAbsent(Integer.valueOf(number), file);
        if (other != null && other.getNameCount() > file.getNameCount()) {
            files.put(Integer.valueOf(number), file);
        }
    }

    private interface Entry {
        void accept(Path file) throws IOException;
    }

    /** Calls for each entry of the directory; returns whether there is such a directory. */
    private static boolean forEachEntry(Path directory, Entry sink) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                sink.accept(entry);
            }
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
