package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns a line into a JSON tree as strictly as the wire asks. Source: protocol.md 1.7. */
final class RequestReader {
    private final JsonMapper mapper;

    RequestReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws RpcException with the code to answer, for a line that is no acceptable JSON */
    JsonNode parse(byte[] line) throws RpcException {
        try {
            return mapper.readTree(decode(line));
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
        if (!id.isFloatingPointNumber()) {
            return id;
        }
        try (JsonParser parser = mapper.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("id")) {
                    return new POJONode(new RawValue(parser.getText()));
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return id;
        }
        return id;
    }
}
