package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.xpm.protocol.frame.FrameLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The three ways in which JSON is read: strictly from a client, tolerantly from a peer, forgivingly from files. All
 * keep the decimal digits of fractions, write plain ASCII and have bounds. Source: assurance.md 2.3.
 */
public final class StrictMapper {
    private StrictMapper() {}

    /** For requests to our agent: no duplicate keys, no trailing text, no {@code NaN}. */
    public static JsonMapper request() {
        return builder(constraints(64, 1 << 20, 256, 64, 100_000L, FrameLimits.REQUEST))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** For answers of any peer: {@code NaN} is read, because the original writes it. */
    public static JsonMapper answer() {
        return builder(constraints(64, FrameLimits.ANSWER, 50_000, 1_000, 20_000_000L, FrameLimits.ANSWER))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    /** For files of a workspace: as {@link #answer()}, and the last of duplicate keys counts, as for their writer. */
    public static JsonMapper file() {
        return builder(constraints(200, 8 << 20, 50_000, 1_000, -1L, -1L))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    /** Reads a tree; an exponent that no number can have is damage like any other, and not a failure of ours. */
    public static JsonNode tree(JsonMapper mapper, String text) throws JsonProcessingException {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            return treeOfHalves(mapper, text, e);
        } catch (NumberFormatException e) {
            throw new JsonParseException(null, "a number out of range", e);
        }
    }

    /** A name that is not UTF-8 may be that of a field, and must not cost all that stands around it. */
    private static JsonNode treeOfHalves(JsonMapper mapper, String text, JsonProcessingException failure)
            throws JsonProcessingException {
        String hidden = HalfCharacters.hidden(text);
        if (hidden.equals(text)) {
            throw failure;
        }
        try {
            return HalfCharacters.shown(mapper.readTree(hidden));
        } catch (NumberFormatException e) {
            throw new JsonParseException(null, "a number out of range", e);
        }
    }

    /** The same, of bytes. */
    public static JsonNode tree(JsonMapper mapper, byte[] bytes, int start, int length) throws IOException {
        try {
            return mapper.readTree(bytes, start, length);
        } catch (JsonProcessingException e) {
            return treeOfHalves(mapper, strictText(bytes, start, length), e);
        } catch (NumberFormatException e) {
            throw new JsonParseException(null, "a number out of range", e);
        }
    }

    private static String strictText(byte[] bytes, int start, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, start, length))
                .toString();
    }

    private static StreamReadConstraints constraints(
            int depth, int text, int name, int number, long tokens, long document) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxStringLength(text)
                .maxNameLength(name)
                .maxNumberLength(number)
                .maxTokenCount(tokens)
                .maxDocumentLength(document)
                .build();
    }

    private static void refuseScalars(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static JsonMapper.Builder builder(StreamReadConstraints constraints) {
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(constraints).build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, StrictMapper::refuseScalars)
                .addModule(new WireModule());
    }
}
