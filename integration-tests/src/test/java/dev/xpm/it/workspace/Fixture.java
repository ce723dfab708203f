package dev.xpm.it.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A recorded workspace of the original program, and the transcript of the original server on it. */
public record Fixture(String name) {
    private static final Path FOLDER = Path.of("src/test/resources/fixtures");
    private static final Path SCRIPTS = Path.of("src/test/python");
    private static final String TRANSCRIPT = ".transcript.jsonl.gz";

    /** All those that have a transcript. */
    public static List<Fixture> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(TRANSCRIPT))
                    .map(file -> new Fixture(file.substring(0, file.length() - TRANSCRIPT.length())))
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .toList();
        }
    }

    /** The lines of the transcript; what they mean is in {@code check_agent.py}. */
    public List<JsonNode> transcript() throws IOException {
        var json = new ObjectMapper();
        var lines = new ArrayList<JsonNode>();
        try (var in = new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + TRANSCRIPT)));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }

    /** Unpacks the workspace below the folder: links, times and names as recorded, paths rewritten. */
    public Path unpack(Path folder) throws IOException {
        Path target = folder.resolve(name);
        Program.Result result = Program.of(
                        Tool.PYTHON.path().toString(),
                        SCRIPTS.resolve("unpack.py").toString(),
                        FOLDER.resolve(name + ".tar.gz").toString(),
                        target.toString())
                .run();
        if (result.exit() != 0) {
            throw new IOException("unpacking " + name + " failed: " + result.err());
        }
        return target;
    }

    /** The command that replays all transcripts in front of an agent; {@code {ws}} stands for the workspace. */
    public static Program replayAll(String agentCommand, String... options) {
        var words = new ArrayList<String>(List.of(
                Tool.PYTHON.path().toString(), SCRIPTS.resolve("check_agent.py").toString(), "--agent", agentCommand));
        words.addAll(List.of(options));
        return Program.of(words);
    }

    @Override
    public String toString() {
        return name;
    }
}
