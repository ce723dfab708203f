package dev.xpm.agent.log;

import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Any file below a workspace, by name. No link is followed. Source: protocol.md 7.5. */
public final class WorkspaceFiles {
    /** Names in one answer. */
    private static final int PAGE = 2_000;

    private final Path workspace;
    private final LogReader reader;
    private final LogLimits limits;

    /** @param workspace a real path */
    public WorkspaceFiles(Path workspace, LogLimits limits) {
        this.workspace = workspace;
        this.reader = new LogReader(limits);
        this.limits = limits;
    }

    /** What lies in a directory, by name; an empty path is the workspace itself. */
    public FilePage list(@Nullable String path, @Nullable String cursor) throws RpcException {
        ConfinedPath directory =
                path == null || path.isEmpty() ? ConfinedPath.of(workspace) : confined(workspace, path);
        return page(directory, cursor);
    }

    /** What lies in the directory of a job, also of one that was moved to another place. */
    public FilePage ofJob(JobKey job) throws RpcException {
        ConfinedPath directory = ConfinedPath.of(workspace)
                .child("jobs")
                .child(job.task().value())
                .child(job.job().value());
        try {
            return page(ConfinedPath.of(new LogTarget(directory, "").realDirectory()), null);
        } catch (IOException e) {
            throw refusal("the directory", e);
        }
    }

    private static FilePage page(ConfinedPath path, @Nullable String cursor) throws RpcException {
        try (OpenDirectory directory = OpenDirectory.open(path)) {
            var names = new TreeMap<String, Path>();
            directory.forEachName(name -> {
                String text = FileName.of(name);
                if (cursor == null || text.compareTo(cursor) > 0) {
                    names.put(text, name);
                    if (names.size() > PAGE + 1) {
                        names.pollLastEntry();
                    }
                }
            });
            boolean isLast = names.size() <= PAGE;
            if (!isLast) {
                names.pollLastEntry();
            }
            var items = new ArrayList<FileEntry>(names.size());
            for (Path name : names.values()) {
                FileEntry entry = entry(directory, name);
                if (entry != null) {
                    items.add(entry);
                }
            }
            return new FilePage(items, isLast ? null : names.lastKey());
        } catch (IOException e) {
            throw refusal("the directory", e);
        }
    }

    /** Null for a name that went meanwhile. */
    private static @Nullable FileEntry entry(OpenDirectory directory, Path name) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = directory.attributes(name);
        } catch (NoSuchFileException e) {
            return null;
        }
        FileEntry.Kind kind = attributes.isRegularFile()
                ? FileEntry.Kind.FILE
                : attributes.isDirectory()
                        ? FileEntry.Kind.DIRECTORY
                        : attributes.isSymbolicLink() ? FileEntry.Kind.LINK : FileEntry.Kind.OTHER;
        double modified = attributes.lastModifiedTime().toMillis() / 1e3;
        return new FileEntry(UntrustedText.of(FileName.of(name)), kind, attributes.size(), modified);
    }

    /** A piece of a file, as of a log; a missing file is empty. */
    public LogSlice read(
            @Nullable String path, @Nullable Long offset, @Nullable Integer limit, @Nullable String encoding)
            throws RpcException {
        if (path == null || path.isEmpty()) {
            throw RpcException.invalidParams("path is required");
        }
        if (limit != null && limit <= 0) {
            throw RpcException.invalidParams("limit must be positive");
        }
        Encoding form = Encoding.of(encoding);
        ConfinedPath file = confined(workspace, path);
        int bytes = limit == null ? limits.defaultBytes() : Math.min(limit, limits.maxBytes());
        try {
            return reader.read(find(file), offset == null ? 0 : offset, bytes, form);
        } catch (IOException e) {
            throw refusal("the file", e);
        }
    }

    private static @Nullable LogFile find(ConfinedPath file) throws IOException {
        ConfinedPath parent = OpenDirectory.parentOf(file);
        List<Path> steps = file.steps();
        Path name = steps.get(steps.size() - 1);
        try (OpenDirectory directory = OpenDirectory.open(parent)) {
            return LogFile.of(file.toPath(), directory.attributes(name), () -> {
                try (OpenDirectory again = OpenDirectory.open(parent)) {
                    return again.read(name);
                }
            });
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static ConfinedPath confined(Path workspace, String path) throws RpcException {
        try {
            return ConfinedPath.parse(workspace, path);
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams("path is not a relative path below the workspace");
        }
    }

    private static RpcException refusal(String what, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return RpcException.invalidParams(what + " does not exist");
        }
        if (failure instanceof NotDirectoryException) {
            return RpcException.invalidParams("the path leads over something that is no directory");
        }
        if (failure instanceof AccessDeniedException) {
            return new RpcException(ErrorCode.PERMISSION_DENIED, what + " cannot be read: permission denied");
        }
        String reason = failure.getMessage() != null && failure.getMessage().contains("symbolic links")
                ? "a link is not followed"
                : failure.getClass().getSimpleName();
        return new RpcException(ErrorCode.PERMISSION_DENIED, what + " cannot be read: " + reason);
    }
}
