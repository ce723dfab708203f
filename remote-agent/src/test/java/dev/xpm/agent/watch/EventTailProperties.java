package dev.xpm.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.workspace.FileStamp;
import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** However a file grows, each of its lines is told once, in order. Source: workspace-format.md 7.2. */
@Tag("W15")
class EventTailProperties {
    private final EventTail.Reader reader = new EventTail.Reader();
    private Path file;

    @BeforeTry
    void makeFile() throws IOException {
        file = Files.createTempFile("xpm-tail-", ".jsonl");
    }

    @AfterTry
    void remove() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 200)
    void eachLineIsToldOnceWhereverTheWritesAreCut(
            @ForAll("lines") List<String> lines, @ForAll("sizes") List<Integer> sizes) throws IOException {
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        var told = new ArrayList<Double>();
        EventTail tail = EventTail.fromStart(FileStamp.of(file));
        int at = 0;
        for (int write = 0; at < bytes.length; write++) {
            int end = Math.min(bytes.length, at + sizes.get(write % sizes.size()));
            Files.write(file, Arrays.copyOfRange(bytes, at, end), StandardOpenOption.APPEND);
            at = end;
            assertThat(tail.read(file, reader, event -> told.add(event.timestamp())))
                    .isTrue();
        }
        assertThat(told).isEqualTo(times(lines));
    }

    /** What was there when the watching began is not told, but for the end of the line that was being written. */
    @Property(tries = 200)
    void whatWasThereBeforeIsNotTold(@ForAll("lines") List<String> lines, @ForAll @IntRange(max = 2_000) int before)
            throws IOException {
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        int cut = Math.min(before, bytes.length);
        Files.write(file, Arrays.copyOf(bytes, cut));
        EventTail tail = EventTail.fromEnd(file, FileStamp.of(file));
        var told = new ArrayList<Double>();
        Files.write(file, Arrays.copyOfRange(bytes, cut, bytes.length), StandardOpenOption.APPEND);
        tail.read(file, reader, (WorkspaceEvent event) -> told.add(event.timestamp()));

        int whole = (int) IntStream.range(0, cut).filter(i -> bytes[i] == '\n').count();
        assertThat(told).isEqualTo(times(lines.subList(whole, lines.size())));
    }

    private static List<Double> times(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("\"timestamp\""))
                .map(line -> Double.valueOf(line.replaceAll("(?s).*\"timestamp\":([0-9.]+).*", "$1")))
                .toList();
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(1, 300).list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.integers().between(0, 3).list().ofMaxSize(10).map(kinds -> IntStream.range(0, kinds.size())
                .mapToObj(at -> switch (kinds.get(at)) {
                    case 0 -> TestWorkspace.progress(at + 1, "9c41", 0.5);
                    case 1 -> TestWorkspace.changed(at + 1, "é€", "running");
                    case 2 -> "\n";
                    default -> "{not json\n";
                })
                .toList());
    }
}
