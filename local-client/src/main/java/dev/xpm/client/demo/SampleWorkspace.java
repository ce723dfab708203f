package dev.xpm.client.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The directories of a workspace. Source: workspace-format.md 1.1 to 1.3. */
record SampleWorkspace(Path root) {
    static SampleWorkspace create(Path root) throws IOException {
        var workspace = new SampleWorkspace(root);
        Files.createDirectories(root.resolve(".events/experiments"));
        Files.createDirectories(root.resolve(".events/jobs"));
        Files.createDirectories(root.resolve("experiments"));
        Files.createDirectories(root.resolve("jobs"));
        Files.createFile(root.resolve(".__experimaestro__"));
        return workspace;
    }

    Path experiment(String experiment) {
        return root.resolve("experiments").resolve(experiment);
    }

    Path job(SampleJob job) {
        return root.resolve("jobs").resolve(job.task()).resolve(job.id());
    }

    Path liveEvents(String experiment) {
        return root.resolve(".events/experiments").resolve(experiment + "-0.jsonl");
    }

    Path liveEvents(SampleJob job) {
        String task = sha256(job.task()).substring(0, 8);
        return root.resolve(".events/jobs").resolve(task + "-" + job.id() + "-0.jsonl");
    }

    /** As 64 hex digits. */
    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
