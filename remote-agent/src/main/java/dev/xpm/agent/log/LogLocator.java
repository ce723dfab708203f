package dev.xpm.agent.log;

import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Finds the file that a request means. Source: protocol.md 7.4; workspace-format.md 1.1, 5 and 8. */
final class LogLocator {
    private static final String SCHEDULER_DIRECTORY = ".scheduler";
    private static final String SCHEDULER_LOG = "experimaestro.log";

    private final ConfinedPath workspace;

    /** @param workspace a real path */
    LogLocator(Path workspace) {
        this.workspace = ConfinedPath.of(workspace);
    }

    /** @throws RpcException for ids that cannot be names, and for a scope that does not exist */
    LogTarget locate(LogRequest request) throws RpcException {
        try {
            return switch (request.scope() == null ? "job" : request.scope()) {
                case "job" -> ofJob(request.task(), request.job(), stream(request));
                case "scheduler" -> new LogTarget(newest("", SCHEDULER_LOG), SCHEDULER_LOG);
                case "service" -> ofService(request.service(), stream(request));
                default -> throw RpcException.invalidParams("scope must be job, scheduler or service");
            };
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams(String.valueOf(e.getMessage()));
        }
    }

    private LogTarget ofJob(@Nullable String task, @Nullable String job, LogStream stream) throws RpcException {
        if (task == null || task.isEmpty() || job == null || job.isEmpty()) {
            throw RpcException.invalidParams("task_id and job_id are required");
        }
        var id = new TaskId(task);
        ConfinedPath directory = workspace.child("jobs").child(id.value()).child(new JobId(job).value());
        return new LogTarget(directory, stream.fileName(id));
    }

    private LogTarget ofService(@Nullable String service, LogStream stream) throws RpcException {
        if (service == null || service.isEmpty()) {
            throw RpcException.invalidParams("service_id is required");
        }
        String name = stream == LogStream.STDERR ? "logs.err" : "logs.out";
        return new LogTarget(newest("services/" + service, name), name);
    }

    private static LogStream stream(LogRequest request) throws RpcException {
        for (LogStream stream : LogStream.values()) {
            if (request.stream() == null || request.stream().equals(stream.wireName())) {
                return stream;
            }
        }
        throw RpcException.invalidParams("stream must be stdout or stderr");
    }

    /** Of all launches, the one whose file changed last; where none has the file, a place where none is. */
    private ConfinedPath newest(String below, String fileName) {
        ConfinedPath launches = workspace.child(SCHEDULER_DIRECTORY);
        ConfinedPath found = below(launches, below);
        FileTime latest = null;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(launches.toPath())) {
            for (Path launch : names) {
                String name = FileName.of(launch);
                if (!PathComponent.isValid(name)) {
                    continue;
                }
                ConfinedPath directory = below(launches.child(name), below);
                FileTime modified = modified(FileName.in(directory.toPath(), fileName));
                if (modified != null && (latest == null || modified.compareTo(latest) > 0)) {
                    latest = modified;
                    found = directory;
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static ConfinedPath below(ConfinedPath directory, String relative) {
        ConfinedPath path = directory;
        if (!relative.isEmpty()) {
            for (String name : ConfinedPath.parse(directory.root(), relative).components()) {
                path = path.child(name);
            }
        }
        return path;
    }

    private static @Nullable FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }
}
