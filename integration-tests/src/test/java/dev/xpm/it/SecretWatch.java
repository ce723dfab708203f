package dev.xpm.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Looks again and again at the arguments and the environment of every process of this machine, for a secret. */
final class SecretWatch implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final String secret;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();

    SecretWatch(String secret) {
        this.secret = secret;
        var thread = new Thread(this::watch, "secret-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the secret was seen so far. */
    Set<String> found() {
        return found;
    }

    /** How often all processes were looked at. */
    int looks() {
        return looks.get();
    }

    private void watch() {
        try {
            do {
                look();
                looks.incrementAndGet();
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            found.add("processes could not be listed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException {
        for (Path process : processes()) {
            String arguments = read(process.resolve("cmdline"));
            // That is how the test types it.
            if (!arguments.contains("send-keys")) {
                report(arguments, arguments);
                report(read(process.resolve("environ")), arguments);
            }
        }
    }

    private void report(String text, String arguments) {
        if (text.contains(secret)) {
            found.add(arguments.replace('\0', ' '));
        }
    }

    private static List<Path> processes() throws IOException {
        var processes = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .forEach(processes::add);
        }
        return processes;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended, or is not ours to look at.
            return "";
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
