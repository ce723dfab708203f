package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.endpoint.WorkspaceClient;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.FilePage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What our agent says lies below the wanted paths. Its word is bounded: names that climb, trees without end and links are
 * left out and named.
 */
final class RemoteListing {
    private static final int MAX_DEPTH = 64;

    /** Questions on their way at once: a tree of many directories takes the time of a round trip each otherwise. */
    private static final int AT_ONCE = 8;

    private final WorkspaceClient client;
    private final String host;
    private final long deadline;
    private final List<RemoteFile> files = new ArrayList<>();
    private final List<List<String>> directories = new ArrayList<>();
    private final Set<List<String>> seen = new HashSet<>();
    private final List<UntrustedText> leftOut = new ArrayList<>();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private boolean whole = true;

    /** @param only the one name that is wanted, null for all */
    private record Ask(
            List<String> directory,
            @Nullable String cursor,
            @Nullable String only) {}

    private record Asked(Ask ask, CompletableFuture<FilePage> answer) {}

    private RemoteListing(WorkspaceClient client, String host, @Nullable Duration limit) {
        this.client = client;
        this.host = host;
        this.deadline = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    }

    /** Asks for everything, at most as long as the limit says. */
    static RemoteListing of(WorkspaceClient client, String host, List<Wanted> wanted, @Nullable Duration limit)
            throws MonitorException, InterruptedException {
        var listing = new RemoteListing(client, host, limit);
        for (Wanted item : wanted) {
            List<String> names = item.path().components();
            listing.waiting.add(
                    item instanceof Wanted.Tree
                            ? new Ask(names, null, null)
                            : new Ask(names.subList(0, names.size() - 1), null, names.get(names.size() - 1)));
        }
        listing.run();
        return listing;
    }

    /** Regular files, each once. */
    List<RemoteFile> files() {
        Map<List<String>, RemoteFile> once = new LinkedHashMap<>();
        files.forEach(file -> once.put(file.components(), file));
        return List.copyOf(once.values());
    }

    /** Directories that are there, also empty ones. */
    List<List<String>> directories() {
        return Collections.unmodifiableList(directories);
    }

    /** What is there and is not copied, with the reason. */
    List<UntrustedText> leftOut() {
        return Collections.unmodifiableList(leftOut);
    }

    /** False if the time was over, or there were too many. */
    boolean isWhole() {
        return whole;
    }

    private void run() throws MonitorException, InterruptedException {
        while (!waiting.isEmpty() || !asked.isEmpty()) {
            if (System.nanoTime() > deadline || files.size() + directories.size() > PullLimits.MAX_FILES) {
                whole = false;
                asked.forEach(one -> one.answer.cancel(true));
                return;
            }
            while (asked.size() < AT_ONCE && !waiting.isEmpty()) {
                Ask ask = waiting.remove();
                asked.add(new Asked(ask, client.listFiles(String.join("/", ask.directory), ask.cursor)));
            }
            Asked first = asked.remove();
            try {
                take(first.ask, first.answer.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RpcException refused)) {
                    throw new MonitorException(
                            Problem.TRANSFER,
                            "unable to copy files from " + host + " because the agent does not answer",
                            null,
                            List.of(),
                            e.getCause());
                }
                leaveOut(first.ask.directory, refused.text().forTerminal(200));
            }
        }
    }

    private void take(Ask ask, FilePage page) {
        if (ask.only == null && ask.cursor == null) {
            directories.add(ask.directory);
        }
        for (FileEntry entry : page.items()) {
            String name = entry.name().raw();
            if (ask.only == null || ask.only.equals(name)) {
                take(ask, entry, name);
            }
        }
        String cursor = page.cursor();
        // A cursor that does not move would ask for ever.
        if (cursor != null && !cursor.equals(ask.cursor) && !page.items().isEmpty()) {
            waiting.add(new Ask(ask.directory, cursor, ask.only));
        }
    }

    private void take(Ask ask, FileEntry entry, String name) {
        var names = new ArrayList<>(ask.directory);
        names.add(name);
        if (!PathComponent.isValid(name)) {
            leaveOut(names, "not the name of a file");
        } else if (entry.kind() == FileEntry.Kind.FILE) {
            files.add(new RemoteFile(names, Math.max(0, entry.size()), Math.round(entry.modified() * 1e3)));
        } else if (entry.kind() == FileEntry.Kind.DIRECTORY && ask.only == null && names.size() < MAX_DEPTH) {
            // What is listed twice is one directory.
            if (seen.add(names)) {
                waiting.add(new Ask(names, null, null));
            }
        } else {
            leaveOut(names, entry.kind() == FileEntry.Kind.LINK ? "links are not followed" : "not a regular file");
        }
    }

    private void leaveOut(List<String> names, String reason) {
        leftOut.add(UntrustedText.of(String.join("/", names) + ": " + reason));
    }
}
