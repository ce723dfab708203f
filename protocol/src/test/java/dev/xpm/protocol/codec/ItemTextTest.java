package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A list of portions reads like the list of their items. */
class ItemTextTest {
    private static final JsonMapper MAPPER = StrictMapper.request();

    private static Job job(String id) {
        return new JobFold(JobKey.parse("demo.train/" + id))
                .path(UntrustedText.of("/scratch/é\"\n" + id))
                .snapshot();
    }

    private static final List<Job> JOBS = List.of(job("1"), job("2"), job("3"));

    private static Streamed<Job> portions() {
        var none = ItemText.of(List.of());
        return new Streamed<>(
                JOBS, List.of(none, ItemText.of(JOBS.subList(0, 2)), none, ItemText.of(JOBS.subList(2, 3)), none));
    }

    @Test
    void portionsAreWrittenAsTheirItemsAre() throws Exception {
        var out = new ByteArrayOutputStream();
        MAPPER.writeValue(out, portions());
        assertThat(out.toByteArray()).isEqualTo(MAPPER.writeValueAsBytes(new Streamed<>(JOBS)));
    }

    @Test
    void alsoWhereTextIsWrittenAndNotBytes() throws Exception {
        var out = new StringWriter();
        MAPPER.writeValue(out, portions());
        assertThat(out).hasToString(MAPPER.writeValueAsString(new Streamed<>(JOBS)));
    }
}
