package dev.xpm.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a thread of ours, a child process, a folder in the temporary directory.
 * What was there before the test, such as the host that a class shares, is not its fault. Source: style.md 4.
 */
public final class LeftoverCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(LeftoverCheck.class);

    /** Sessions of sshd and threads of closed connections need a moment to see that they are alone. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(STORE).put("before", things());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        @SuppressWarnings("unchecked")
        Set<String> before = context.getStore(STORE).get("before", Set.class);
        try {
            Awaitility.await().atMost(GRACE).until(() -> before.containsAll(things()));
        } catch (ConditionTimeoutException e) {
            Set<String> left = things();
            left.removeAll(before);
            throw new AssertionError(context.getDisplayName() + " left behind: " + left, e);
        }
    }

    private static Set<String> things() {
        Set<String> things = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("xpm-") && thread.isAlive()) {
                things.add("thread " + thread.getName());
            }
        }
        ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .forEach(child -> things.add("process " + child.pid() + " "
                        + child.info().commandLine().orElse("(ended)")));
        if (NeedsCondition.isRequired()) {
            things.addAll(folders());
        }
        return things;
    }

    /** Looked at where nobody else works: elsewhere a folder may be that of a program which the user runs. */
    private static Set<String> folders() {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("xpm-(demo|pull|ssh)-.*"))
                    .map(name -> "folder " + name)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
