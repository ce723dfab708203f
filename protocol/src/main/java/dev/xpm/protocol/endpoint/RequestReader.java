package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a line into a JSON tree as strictly as the wire asks. Source: protocol.md 1.7. */
final class RequestReader {
    private final JsonMapper mapper;

    RequestReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws RpcException with the code to answer, for a line that is no acceptable JSON */
    JsonNode parse(byte[] line) throws RpcException {
        try {
            return StrictMapper.tree(mapper, decode(line));
        } catch (StreamConstraintsException e) {
            throw new RpcException(ErrorCode.INVALID_REQUEST, "the message exceeds a limit");
        } catch (JsonProcessingException e) {
            throw new RpcException(ErrorCode.PARSE_ERROR, "not valid JSON");
        }
    }

    private static String decode(byte[] line) throws RpcException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RpcException(ErrorCode.PARSE_ERROR, "not valid UTF-8");
        }
    }

    /** The id of a request as it was written: a number keeps its digits. */
    JsonNode exactId(byte[] line, JsonNode id) {
        return id.isFloatingPointNumber() ? exactIds(line, List.of(id)).get(0) : id;
    }

    /** The ids of the messages of a line, which is one message or a batch, with the digits of those that are fractions. */
    List<JsonNode> exactIds(byte[] line, List<JsonNode> ids) {
        if (ids.stream().noneMatch(JsonNode::isFloatingPointNumber)) {
            return ids;
        }
        var exact = new ArrayList<JsonNode>(ids.size());
        try (JsonParser parser = mapper.createParser(line)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            for (JsonNode id : ids) {
                String digits = digitsOfId(parser);
                exact.add(id.isFloatingPointNumber() && digits != null ? new POJONode(new RawValue(digits)) : id);
                parser.nextToken();
            }
        } catch (IOException e) {
            return ids;
        }
        return exact;
    }

    /** Reads over one value and returns the text of its field {@code id}, if it has one. */
    private static @Nullable String digitsOfId(JsonParser parser) throws IOException {
        String digits = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isId = parser.currentName().equals("id");
            if (parser.nextToken().isNumeric() && isId) {
                digits = parser.getText();
            }
            parser.skipChildren();
        }
        return digits;
    }
}
