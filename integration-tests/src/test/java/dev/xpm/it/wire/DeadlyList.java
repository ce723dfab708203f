package dev.xpm.it.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks for what ends the reader of the original client, or fails one of its calls, in a line that an agent wrote to a
 * client which asked for nothing beyond the original. Source: protocol.md 1.9 and 6.1.
 */
public final class DeadlyList {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> EVENTS = Set.of(
            "ExperimentJobStateEvent",
            "JobStateChangedEvent",
            "JobProgressEvent",
            "CarbonMetricsEvent",
            "ExperimentUpdatedEvent",
            "RunUpdatedEvent",
            "RunCompletedEvent",
            "ServiceAddedEvent",
            "ServiceStateChangedEvent",
            "ActionAddedEvent",
            "WarningEvent",
            "ErrorEvent",
            "JobSubmittedEvent");

    private final List<String> problems = new ArrayList<>();

    private DeadlyList() {}

    /** What is wrong with the line; empty where nothing is. */
    public static List<String> problems(byte[] line) {
        var list = new DeadlyList();
        list.line(line);
        return list.problems;
    }

    private void line(byte[] line) {
        JsonNode message;
        try {
            message = JSON.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add("no UTF-8");
            return;
        } catch (JsonProcessingException e) {
            problems.add("no strict JSON: " + e.getOriginalMessage());
            return;
        }
        if (message.isArray()) {
            message.forEach(this::response);
            require(!message.isEmpty(), "an empty batch");
        } else if (message.has("method")) {
            notification(message);
        } else {
            response(message);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    private void response(JsonNode message) {
        require(message.isObject(), "a message that is no object");
        require("2.0".equals(message.path("jsonrpc").textValue()), "another jsonrpc");
        require(message.has("id"), "a response without id");
        require(message.has("result") != message.has("error"), "not one of result and error");
        if (message.has("error")) {
            JsonNode error = message.get("error");
            require(error.path("code").isInt(), "an error without a number");
            require(error.path("message").isTextual(), "an error without a text");
        } else if (message.has("result")) {
            result(message.get("result"));
        }
    }

    private void notification(JsonNode message) {
        require(message.isObject(), "a message that is no object");
        require("2.0".equals(message.path("jsonrpc").textValue()), "another jsonrpc");
        require(!message.has("id"), "a request to a client");
        JsonNode params = message.path("params");
        require(params.isObject(), "params that are no object");
        switch (message.path("method").asText()) {
            case "notification.state_event" -> event(params.path("event_type"), params.path("data"));
            case "notification.shutdown" -> require(params.path("reason").isTextual(), "a goodbye without a reason");
            default -> problems.add("a notification that nobody asked for");
        }
    }

    private void event(JsonNode type, JsonNode data) {
        require(type.isTextual() && EVENTS.contains(type.textValue()), "an event of the type " + type);
        require(data.isObject(), "an event without data");
        require(data.path("timestamp").isNumber(), "an event without a time");
        data.properties().forEach(field -> require(!field.getValue().isNull(), "null in an event: " + field.getKey()));
        list(data, "depends_on");
        if (type.asText().equals("JobStateChangedEvent")) {
            list(data, "progress");
        }
        object(data, "state_dict");
        object(data, "actions");
        object(data, "context");
        list(data, "tags");
        for (JsonNode tag : data.path("tags")) {
            require(tag.size() == 2 && tag.path("key").isTextual() && tag.has("value"), "a tag that is " + tag);
        }
        ObjectRules.times(data, problems);
    }

    private void list(JsonNode in, String field) {
        require(!in.has(field) || in.get(field).isArray(), field + " is no list");
    }

    private void object(JsonNode in, String field) {
        require(!in.has(field) || in.get(field).isObject(), field + " is no object");
    }

    /** A result says what it is by its keys. */
    private void result(JsonNode result) {
        if (result.isArray()) {
            result.forEach(item -> ObjectRules.check(item, problems));
        } else {
            ObjectRules.check(result, problems);
        }
    }
}
