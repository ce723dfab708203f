package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much of the lists that wait is held in memory. */
@Tag("P10")
class ReadAheadTest {
    private static final JsonMapper MAPPER = StrictMapper.request();

    private final MemoryOverflow overflow = new MemoryOverflow();
    private ReadAhead readAhead = new ReadAhead(overflow);
    private final AtomicInteger read = new AtomicInteger();
    private IntConsumer atItem = number -> {};
    private final CancelToken token = new CancelToken();

    private ReadAhead.Prepared prepare(int jobs) {
        var list = new Streamed<>(() -> IntStream.range(0, jobs)
                .mapToObj(number -> {
                    read.incrementAndGet();
                    atItem.accept(number);
                    return new JobFold(Samples.KEY).retryCount(number).snapshot();
                })
                .iterator());
        ObjectNode answer = MAPPER.createObjectNode();
        answer.putPOJO("result", list);
        return readAhead.prepare(answer, tree -> out -> MAPPER.writeValue(out, tree), token);
    }

    private static int written(ReadAhead.Prepared answer) throws IOException {
        var out = new ByteArrayOutputStream();
        answer.writeTo(out);
        return StrictMapper.answer().readTree(out.toByteArray()).path("result").size();
    }

    @Test
    void aShortListIsReadAtOnceAndWaitsInMemory() throws Exception {
        var list = prepare(1_000);
        assertThat(read).hasValue(1_000);
        assertThat(overflow.opened).isZero();
        assertThat(written(list)).isEqualTo(1_000);
        assertThat(read).hasValue(1_000);
    }

    @Test
    void theEndOfALongListWaitsOutsideMemoryUntilItIsWritten() throws Exception {
        var list = prepare(20_000);
        assertThat(read).hasValue(20_000);
        assertThat(overflow.open).isEqualTo(1);
        assertThat(written(list)).isEqualTo(20_000);
        assertThat(overflow.open).isZero();
    }

    @Test
    void listsTogetherTakeOnlySoMuchMemory() throws Exception {
        var lists = IntStream.range(0, 20).mapToObj(any -> prepare(3_000)).toList();
        assertThat(overflow.open).isGreaterThan(5);
        for (var list : lists) {
            assertThat(written(list)).isEqualTo(3_000);
        }
        int before = overflow.opened;
        prepare(1_000);
        assertThat(overflow.opened).isEqualTo(before);
    }

    @Test
    void whereThereIsNoRoomALongListIsMadeAsItIsWritten() throws Exception {
        readAhead = new ReadAhead(Overflow.NONE);
        var list = prepare(20_000);
        read.set(0);
        assertThat(written(list)).isEqualTo(20_000);
        assertThat(read).hasValue(20_000);
    }

    @Test
    void anAnswerThatIsGivenUpLeavesItsRoomToOthers() {
        prepare(20_000).giveUp().run();
        assertThat(overflow.open).isZero();
    }

    @Test
    void aCancelledListStopsAtItsNextItem() {
        atItem = number -> {
            if (number == 100) {
                token.cancel();
            }
        };
        assertThatThrownBy(() -> prepare(20_000)).isInstanceOf(CancellationException.class);
        assertThat(read).hasValue(101);
        assertThat(overflow.open).isZero();
    }

    @Test
    void whatReadingAnItemThrowsIsSaid() {
        atItem = number -> {
            throw new IllegalStateException("the disk is gone");
        };
        assertThatThrownBy(() -> prepare(1)).isInstanceOf(IllegalStateException.class);
    }
}
