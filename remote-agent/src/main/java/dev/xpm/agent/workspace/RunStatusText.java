package dev.xpm.agent.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of a run's {@code status.json} with other states of jobs or other tags, everything else as it was: unknown keys, numbers of
 * any size, even {@code NaN}. Source: workspace-format.md 2 and 6.3.
 */
public final class RunStatusText {
    private static final String STATES = "job_states";
    private static final String TAGS = "run_tags";

    /** How the original says that a job was deleted. Source: workspace-format.md 4.1. */
    private static final JobState DELETED = JobState.error(FailureReason.MISSING_OUTPUTS);

    private static final ObjectWriter WRITER = JsonFile.MAPPER
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);

    private RunStatusText() {}

    /** Whether the text may tell of one of these jobs: a quick look without reading it. */
    static boolean mentions(byte[] status, JobId job) {
        String text = new String(status, StandardCharsets.UTF_8);
        String escaped = escaped(job.value());
        return text.contains(job.value())
                || (!escaped.equals(job.value())
                        && text.toLowerCase(Locale.ROOT).contains(escaped));
    }

    /** As JSON in ASCII has it, in lower case: a name of anything else than plain letters may stand so. */
    private static String escaped(String name) {
        if (name.chars().allMatch(unit -> unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\')) {
            return name;
        }
        var escaped = new StringBuilder();
        for (char unit : new String(JsonStringEncoder.getInstance().quoteAsString(name)).toCharArray()) {
            if (unit > '~') {
                escaped.append("\\u").append(HexFormat.of().toHexDigits(unit));
            } else {
                escaped.append(unit);
            }
        }
        return escaped.toString().toLowerCase(Locale.ROOT);
    }

    /** The status in which these jobs are deleted; null if it would say nothing new, or is no status. */
    public static byte @Nullable [] withDeleted(byte[] status, Collection<JobId> jobs) {
        if (!(JsonFile.parse(status) instanceof ObjectNode object)) {
            return null;
        }
        JsonNode before = object.get(STATES);
        ObjectNode states = before instanceof ObjectNode known ? known : object.putObject(STATES);
        boolean changed = false;
        for (JobId job : jobs) {
            JsonNode state = states.get(job.value());
            if (state == null || !state.asText().equals(DELETED.text())) {
                states.put(job.value(), DELETED.text());
                changed = true;
            }
        }
        return changed ? text(object) : null;
    }

    /** The status with other tags, the same text if they are so already; null if it is no status. */
    public static byte @Nullable [] withTags(byte[] status, RunTags.TagEdit edit) {
        if (!(JsonFile.parse(status) instanceof ObjectNode object)) {
            return null;
        }
        var before = new ArrayList<String>();
        if (object.get(TAGS) instanceof ArrayNode known) {
            known.forEach(tag -> before.add(tag.asText("")));
        }
        List<String> after = edit.apply(before);
        if (after.equals(before)) {
            return status;
        }
        ArrayNode tags = object.putArray(TAGS);
        after.forEach(tags::add);
        return text(object);
    }

    private static byte[] text(ObjectNode object) {
        try {
            return WRITER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }
}
