package dev.xpm.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceLogsTest {
    private static final LogLimits LIMITS =
            new LogLimits(256 << 10, 1 << 20, 4_000_000, 3, 1 << 20, Duration.ofMillis(10), Duration.ofMillis(20));

    @TempDir
    Path temporary;

    private final List<Notice.LogData> sent = new CopyOnWriteArrayList<>();
    private final AtomicBoolean congested = new AtomicBoolean();
    private Path root;
    private Path job;
    private Path out;
    private WorkspaceLogs logs;

    @BeforeEach
    void makeWorkspace() throws IOException {
        root = Files.createDirectory(temporary.toRealPath().resolve("w"));
        job = Files.createDirectories(root.resolve("jobs/demo.train/9c41"));
        out = job.resolve("train.out");
        logs = new WorkspaceLogs(root, LIMITS, notice -> sent.add((Notice.LogData) notice), congested::get);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void theBytesComeAsTheyAreWhereBase64IsAskedFor() throws Exception {
        byte[] bytes = {'a', (byte) 0xff, 0, '\n', (byte) 0xe2, (byte) 0x82};
        Files.write(out, bytes);
        LogSlice slice = logs.read(ofJob("stdout"), 1L, null, "base64");
        assertThat(Base64.getDecoder().decode(slice.data())).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        assertThat(slice.next()).isEqualTo(6);
        assertThat(slice.atEnd()).isTrue();
        assertThat(slice.text().isEmpty()).isTrue();
        assertThat(logs.read(ofJob("stderr"), 0L, null, "base64").data()).isEmpty();
        assertCode(ErrorCode.INVALID_PARAMS, () -> logs.read(ofJob("stdout"), 0L, null, "latin-1"));
    }

    /** Read from its beginning, a log of that size would take minutes. */
    @Tag("A-P10")
    @Test
    void ofAHugeLogOnlyThePieceIsRead() throws Exception {
        long hole = 10L << 30;
        try (var file = new RandomAccessFile(out.toFile(), "rw")) {
            file.seek(hole);
            file.write("\nthe last line\n".getBytes(StandardCharsets.US_ASCII));
        }
        LogSlice end = logs.read(ofJob("stdout"), -64L, null, null);
        assertThat(end.text().raw()).isEqualTo("the last line\n");
        assertThat(end.offset()).isEqualTo(hole + 1);
        assertThat(end.size()).isEqualTo(hole + 15);
        assertThat(logs.read(ofJob("stdout"), hole - 4, 4, null).next()).isEqualTo(hole);
    }

    @Test
    void readsAPieceAndSaysWhereTheNextBegins() throws Exception {
        Files.writeString(out, "0123456789");
        LogSlice slice = logs.read(ofJob("stdout"), 2L, 5, null);
        assertThat(slice.text().raw()).isEqualTo("23456");
        assertThat(slice.offset()).isEqualTo(2);
        assertThat(slice.next()).isEqualTo(7);
        assertThat(slice.size()).isEqualTo(10);
        assertThat(slice.atEnd()).isFalse();
        assertThat(slice.file()).isNotEmpty();
        assertThat(slice.modified()).isEqualTo(Files.getLastModifiedTime(out).toMillis() / 1000.0);
        assertThat(logs.read(ofJob("stdout"), 7L, null, null).atEnd()).isTrue();
    }

    @Test
    void readsTheErrorLogToo() throws Exception {
        Files.writeString(job.resolve("train.err"), "oops");
        assertThat(logs.read(ofJob("stderr"), 0L, null, null).text().raw()).isEqualTo("oops");
    }

    @ParameterizedTest
    @CsvSource({"-1, 6", "-2, 4", "-3, 4", "-4, 2", "-5, 2", "-6, 0", "-7, 0", "-100, 0"})
    void movesAnOffsetFromTheEndForwardToTheStartOfALine(long offset, long start) throws Exception {
        Files.writeString(out, "1\n2\n3\n");
        LogSlice slice = logs.read(ofJob("stdout"), offset, null, null);
        assertThat(slice.offset()).isEqualTo(start);
        assertThat(slice.text().raw()).isEqualTo("1\n2\n3\n".substring((int) start));
    }

    @Test
    void startsInsideALineThatIsTooLongButNotInsideACharacter() throws Exception {
        Files.writeString(out, "€".repeat(100));
        LogSlice slice = logs.read(ofJob("stdout"), -10L, null, null);
        assertThat(slice.text().raw()).isEqualTo("€€€");
        assertThat(slice.offset()).isEqualTo(291);
    }

    @Test
    void leavesAnIncompleteCharacterForTheNextRead() throws Exception {
        Files.write(out, new byte[] {'a', (byte) 0xe2, (byte) 0x82});
        LogSlice slice = logs.read(ofJob("stdout"), 0L, null, null);
        assertThat(slice.text().raw()).isEqualTo("a");
        assertThat(slice.next()).isEqualTo(1);
        assertThat(slice.atEnd()).isTrue();
        Files.write(out, new byte[] {(byte) 0xac}, StandardOpenOption.APPEND);
        assertThat(logs.read(ofJob("stdout"), 1L, null, null).text().raw()).isEqualTo("€");
    }

    @Test
    void replacesInvalidBytes() throws Exception {
        Files.write(out, new byte[] {'a', (byte) 0xff, 'b'});
        assertThat(logs.read(ofJob("stdout"), 0L, null, null).text().raw()).isEqualTo("a\ufffdb");
    }

    @Test
    void readsAFileOfManyCharactersInPiecesWithoutLosingAny() throws Exception {
        String text = "aé€😀".repeat(500);
        Files.writeString(out, text);
        for (int limit : new int[] {1, 4, 5, 7, 100}) {
            var read = new StringBuilder();
            long offset = 0;
            while (offset < Files.size(out)) {
                LogSlice slice = logs.read(ofJob("stdout"), offset, limit, null);
                read.append(slice.text().raw());
                assertThat(slice.next()).isGreaterThan(offset);
                offset = slice.next();
            }
            assertThat(read).hasToString(text);
        }
    }

    @Test
    void keepsAnAnswerBelowTheLimitOfTheWire() throws Exception {
        Files.write(out, new byte[1 << 20]);
        LogSlice slice = logs.read(ofJob("stdout"), 0L, 1 << 20, null);
        assertThat(slice.next() * 6).isBetween(1_000_000L, 4_000_000L);
        assertThat(slice.atEnd()).isFalse();
    }

    @Test
    void startsAnewBehindTheEnd() throws Exception {
        Files.writeString(out, "short");
        LogSlice slice = logs.read(ofJob("stdout"), 1_000L, null, null);
        assertThat(slice.reset()).isTrue();
        assertThat(slice.text().raw()).isEqualTo("short");
    }

    @Test
    void takesAMissingFileForAnEmptyOne() throws Exception {
        LogSlice slice = logs.read(ofJob("stdout"), 0L, null, null);
        assertThat(slice.size()).isZero();
        assertThat(slice.atEnd()).isTrue();
        assertThat(slice.file()).isEmpty();
        assertThat(logs.read(request("no.such", "job", null, null, null), 0L, null, null)
                        .atEnd())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 9c41, -, -, -",
                "demo.train, -, -, -, -",
                "demo.train, .., -, -, -",
                "../x, 9c41, -, -, -",
                "demo.train, 9c41/.., -, -, -",
                "demo.train, 9c41, both, -, -",
                "demo.train, 9c41, -, everything, -",
                "-, -, -, service, -",
                "-, -, -, service, ../../..",
                "-, -, -, service, /etc"
            })
    void refusesWhatIsNoName(
            @Nullable String task,
            @Nullable String jobId,
            @Nullable String stream,
            @Nullable String scope,
            @Nullable String service) {
        assertCode(
                ErrorCode.INVALID_PARAMS,
                () -> logs.read(request(task, jobId, stream, scope, service), 0L, null, null));
    }

    @Test
    void refusesALimitThatIsNone() throws Exception {
        assertCode(ErrorCode.INVALID_PARAMS, () -> logs.read(ofJob("stdout"), 0L, 0, null));
        assertCode(ErrorCode.INVALID_PARAMS, () -> logs.follow(ofJob("stdout"), 0L, null, null, -1));
        assertCode(ErrorCode.INVALID_PARAMS, () -> logs.unfollow(null));
    }

    @Test
    void followsNoLinkOutOfTheJobsDirectory() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        Files.createSymbolicLink(out, secret);
        assertCode(ErrorCode.PERMISSION_DENIED, () -> logs.read(ofJob("stdout"), 0L, null, null));

        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("train.out"), "secret");
        Files.createSymbolicLink(root.resolve("jobs/demo.train/linked"), elsewhere);
        assertCode(
                ErrorCode.PERMISSION_DENIED,
                () -> logs.read(request("demo.train", "linked", null, null, null), 0L, null, null));
    }

    @Test
    void followsLinksInsideTheJobsDirectoryAndToWhereAJobWasMoved() throws Exception {
        Files.writeString(job.resolve("real.out"), "inside");
        Files.createSymbolicLink(out, Path.of("real.out"));
        assertThat(logs.read(ofJob("stdout"), 0L, null, null).text().raw()).isEqualTo("inside");

        Path moved = Files.createDirectories(temporary.resolve("archive/jobs/demo.train/e07a"));
        Files.writeString(moved.resolve("train.out"), "moved");
        Files.createSymbolicLink(root.resolve("jobs/demo.train/e07a"), moved);
        assertThat(logs.read(request("demo.train", "e07a", null, null, null), 0L, null, null)
                        .text()
                        .raw())
                .isEqualTo("moved");
    }

    @Test
    void opensNoDeviceAndNoPipe() throws Exception {
        new ProcessBuilder("mkfifo", out.toString()).start().waitFor();
        assertCode(ErrorCode.PERMISSION_DENIED, () -> logs.read(ofJob("stdout"), 0L, null, null));
    }

    @Test
    void findsTheSchedulerLogThatChangedLast() throws Exception {
        var scheduler = request(null, null, null, "scheduler", null);
        assertThat(logs.read(scheduler, 0L, null, null).size()).isZero();
        schedulerLog("20250301_101500.2", "older", 1_000);
        schedulerLog("20250301_101500.10", "newer", 3_000);
        schedulerLog("20250301_101500.3", "other", 2_000);
        assertThat(logs.read(scheduler, 0L, null, null).text().raw()).isEqualTo("newer");
    }

    @Test
    void findsTheLogsOfAService() throws Exception {
        Path directory = Files.createDirectories(root.resolve(".scheduler/20250301_101500/services/tb"));
        Files.writeString(directory.resolve("logs.out"), "out");
        Files.writeString(directory.resolve("logs.err"), "err");
        assertThat(logs.read(request(null, null, "stdout", "service", "tb"), 0L, null, null)
                        .text()
                        .raw())
                .isEqualTo("out");
        assertThat(logs.read(request(null, null, "stderr", "service", "tb"), 0L, null, null)
                        .text()
                        .raw())
                .isEqualTo("err");
    }

    @Test
    void sendsWhatIsAppendedAndNothingTwice() throws Exception {
        Files.writeString(out, "one\n");
        long number = logs.follow(ofJob("stdout"), 0L, null, null, null);
        awaitText("one\n");
        append("two\n");
        awaitText("one\ntwo\n");
        append("thr");
        append("ee\n");
        awaitText("one\ntwo\nthree\n");
        assertThat(sent).allMatch(data -> data.subscription() == number);
        assertThat(sent.get(sent.size() - 1).slice().atEnd()).isTrue();
    }

    @Test
    void tellsOnceThatAFileIsMissingAndSendsItWhenItComes() throws Exception {
        logs.follow(ofJob("stdout"), -100L, null, null, null);
        await().untilAsserted(() -> assertThat(sent).hasSize(1));
        assertThat(sent.get(0).slice().file()).isEmpty();
        Files.writeString(out, "here\n");
        awaitText("here\n");
    }

    @Test
    void startsAnewWhenTheFileIsCutOrReplaced() throws Exception {
        Files.writeString(out, "first attempt\n");
        logs.follow(ofJob("stdout"), 0L, null, null, null);
        awaitText("first attempt\n");
        Files.writeString(out, "2\n");
        await().untilAsserted(() ->
                assertThat(sent.get(sent.size() - 1).slice().reset()).isTrue());
        Path fresh = Files.writeString(job.resolve("fresh"), "a third, longer attempt\n");
        Files.move(out, job.resolve("train.old.out"));
        Files.move(fresh, out);
        await().untilAsserted(() -> {
            LogSlice last = sent.get(sent.size() - 1).slice();
            assertThat(last.text().raw()).isEqualTo("a third, longer attempt\n");
            assertThat(last.reset()).isTrue();
            assertThat(last.offset()).isZero();
        });
    }

    @Test
    void skipsAheadInAFileThatGrowsTooFast() throws Exception {
        Files.writeString(out, "");
        logs.follow(ofJob("stdout"), 0L, null, null, null);
        await().until(() -> !sent.isEmpty());
        append("0123456789abcde\n".repeat(400_000));
        append("the end\n");
        await().untilAsserted(() ->
                assertThat(sent.get(sent.size() - 1).slice().text().raw()).endsWith("the end\n"));
        long received = sent.stream()
                .mapToLong(data -> data.slice().next() - data.slice().offset())
                .sum();
        long skipped = sent.stream().mapToLong(data -> data.slice().skipped()).sum();
        assertThat(received + skipped).isEqualTo(Files.size(out));
        assertThat(skipped).isGreaterThan(4_000_000);
        assertThat(sent)
                .filteredOn(data -> data.slice().skipped() > 0)
                .isNotEmpty()
                .allSatisfy(data -> assertThat(data.slice().text().raw()).startsWith("0123456789abcde\n"));
    }

    @Test
    void waitsWhileTheClientIsBehind() throws Exception {
        congested.set(true);
        Files.writeString(out, "text");
        logs.follow(ofJob("stdout"), 0L, null, null, null);
        await().during(Duration.ofMillis(100)).until(sent::isEmpty);
        congested.set(false);
        awaitText("text");
    }

    @Test
    void followsOnlySoManyAndStopsWhenTold() throws Exception {
        Files.writeString(out, "text");
        long first = logs.follow(ofJob("stdout"), 0L, null, null, null);
        logs.follow(ofJob("stderr"), 0L, null, null, null);
        logs.follow(ofJob("stderr"), 0L, null, null, null);
        assertCode(ErrorCode.LIMIT_EXCEEDED, () -> logs.follow(ofJob("stderr"), 0L, null, null, null));
        awaitText("text");
        logs.unfollow(first);
        logs.unfollow(first);
        logs.follow(ofJob("stderr"), 0L, null, null, null);
        await().until(() -> sent.size() >= 4);
        append("more");
        await().during(Duration.ofMillis(100)).until(() -> sent.stream()
                .noneMatch(data -> data.slice().text().raw().contains("more")));
    }

    private void awaitText(String expected) {
        await().untilAsserted(() -> assertThat(
                        sent.stream().map(data -> data.slice().text().raw()).collect(Collectors.joining()))
                .isEqualTo(expected));
    }

    private void append(String text) throws IOException {
        Files.writeString(out, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private void schedulerLog(String run, String text, long seconds) throws IOException {
        Path directory = Files.createDirectories(root.resolve(".scheduler").resolve(run));
        Path file = Files.writeString(directory.resolve("experimaestro.log"), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(seconds)));
    }

    private interface Action {
        void run() throws RpcException;
    }

    private static void assertCode(int code, Action call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(RpcException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }

    private static LogRequest ofJob(String stream) {
        return request("demo.train", "9c41", stream, null, null);
    }

    private static LogRequest request(
            @Nullable String task,
            @Nullable String job,
            @Nullable String stream,
            @Nullable String scope,
            @Nullable String service) {
        return new LogRequest(task, job, stream, scope, service);
    }
}
