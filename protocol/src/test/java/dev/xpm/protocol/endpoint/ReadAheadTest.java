package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much of the lists that wait is held in memory. */
@Tag("P10")
class ReadAheadTest {
    private static final JsonMapper MAPPER = StrictMapper.request();

    private final ReadAhead readAhead = new ReadAhead();
    private final AtomicInteger read = new AtomicInteger();

    private ReadAhead.Prepared prepare(int jobs) {
        var list = new Streamed<>(() -> IntStream.range(0, jobs)
                .mapToObj(number -> {
                    read.incrementAndGet();
                    return new JobFold(Samples.KEY).retryCount(number).snapshot();
                })
                .iterator());
        ObjectNode answer = MAPPER.createObjectNode();
        answer.putPOJO("result", list);
        return readAhead.prepare(answer, tree -> out -> MAPPER.writeValue(out, tree), new CancelToken());
    }

    private static int written(ReadAhead.Prepared answer) throws IOException {
        var out = new ByteArrayOutputStream();
        answer.writeTo(out);
        return StrictMapper.answer().readTree(out.toByteArray()).path("result").size();
    }

    @Test
    void whatWaitsIsBoundedAndAllIsWritten() throws Exception {
        var first = prepare(7_000);
        assertThat(read).hasValue(5_000);
        var second = prepare(7_000);
        var third = prepare(7_000);
        assertThat(read).hasValue(10_000);
        assertThat(written(first)).isEqualTo(7_000);
        assertThat(written(second)).isEqualTo(7_000);
        assertThat(written(third)).isEqualTo(7_000);
        assertThat(read).hasValue(21_000);
    }

    @Test
    void anAnswerThatIsWrittenOrGivenUpLeavesItsRoomToOthers() throws Exception {
        prepare(5_000).giveUp().run();
        written(prepare(5_000));
        prepare(5_000).giveUp().run();
        read.set(0);
        prepare(5_000);
        assertThat(read).hasValue(5_000);
    }
}
