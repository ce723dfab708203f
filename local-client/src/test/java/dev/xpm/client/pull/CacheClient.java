package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Random;

/** A client of its own process: brings copies into a cache that is too small for them. */
final class CacheClient {
    private static final int ROUNDS = 150;

    private CacheClient() {}

    // Arguments: the place of all caches, and what to write, 0 or 1.
    public static void main(String[] arguments) throws Exception {
        PullCache cache = PullCache.of(Path.of(arguments[0]), "host", "/ws", Clock.systemUTC(), 5_000);
        String content = (arguments[1].equals("0") ? "x" : "y").repeat(1_000);
        var random = new Random(arguments[1].hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            Path staging = cache.newStaging();
            ConfinedPath path = ConfinedPath.parse(cache.root(), "services/" + random.nextInt(10));
            Path file = staging.resolve(path.relative()).resolve("file-" + random.nextInt(3));
            Files.createDirectories(file.getParent(), PullCache.ONLY_ME);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content);
            try (UseLock use = cache.use(path)) {
                PullReport report =
                        new Staging(staging, cache, List.of(new Wanted.Tree(path)), 1 << 20).takeOver(true, List.of());
                if (use == null || report.present().size() != 1 || !Files.exists(path.toPath())) {
                    throw new IllegalStateException("a copy was lost while it was in use: " + report);
                }
            }
            PullCache.remove(staging);
        }
    }
}
