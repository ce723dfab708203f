package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.googlecode.jsonrpc4j.ErrorResolver;
import com.googlecode.jsonrpc4j.JsonRpcBasicServer;
import com.googlecode.jsonrpc4j.JsonRpcMethod;
import com.googlecode.jsonrpc4j.JsonRpcParam;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls the method that a request names. It gets one framed and parsed request at a time and never sees the stream.
 *
 * <p>Safe for use by several threads.
 */
final class MethodTable {
    private static final System.Logger LOG = System.getLogger(MethodTable.class.getName());

    private final JsonMapper mapper;
    private final Dispatcher dispatcher;
    private final Map<String, Method> methods = new HashMap<>();

    MethodTable(JsonMapper mapper, WorkspaceMethods handler) {
        this.mapper = mapper;
        this.dispatcher = new Dispatcher(mapper, handler);
        for (Method method : WorkspaceMethods.class.getMethods()) {
            JsonRpcMethod name = method.getAnnotation(JsonRpcMethod.class);
            if (name != null) {
                methods.put(name.value(), method);
            }
        }
    }

    /** Where a request for the method waits; one for no method needs nothing but its refusal. */
    Lane laneOf(String name) {
        Method method = methods.get(name);
        RunsIn lane = method == null ? null : method.getAnnotation(RunsIn.class);
        return lane == null ? Lane.QUERY : lane.value();
    }

    /** Calls the method and returns the answer without its id. */
    ObjectNode call(String name, @Nullable JsonNode params) {
        Method method = methods.get(name);
        if (method == null) {
            return error(ErrorCode.METHOD_NOT_FOUND, "Unknown method: " + name);
        }
        if (params != null && !params.isNull() && !params.isObject()) {
            return error(ErrorCode.INVALID_PARAMS, "params must be an object");
        }
        String misfit = params == null ? null : misfit(method, params);
        if (misfit != null) {
            return error(ErrorCode.INVALID_PARAMS, misfit + " has the wrong type");
        }
        ObjectNode request = mapper.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", name)
                .set("params", params == null || params.isNull() ? mapper.createObjectNode() : params);
        return dispatcher.dispatch(request);
    }

    ObjectNode error(int code, String message) {
        ObjectNode answer = mapper.createObjectNode().put("jsonrpc", "2.0");
        answer.putObject("error").put("code", code).put("message", message);
        return answer;
    }

    private @Nullable String misfit(Method method, JsonNode params) {
        for (Parameter parameter : method.getParameters()) {
            String name = parameter.getAnnotation(JsonRpcParam.class).value();
            JsonNode value = params.get(name);
            if (value != null && !value.isNull() && !fits(value, parameter.getType())) {
                return name;
            }
        }
        return null;
    }

    private static boolean fits(JsonNode value, Class<?> type) {
        if (type == String.class) {
            return value.isTextual();
        }
        if (type == Boolean.class) {
            return value.isBoolean();
        }
        if (type == List.class) {
            return value.isArray();
        }
        if (type == Long.class) {
            return value.isIntegralNumber() && value.canConvertToLong();
        }
        if (type == Integer.class) {
            return value.isIntegralNumber() && value.canConvertToInt();
        }
        return type != Map.class || value.isObject();
    }

    private static final class Dispatcher extends JsonRpcBasicServer {
        private final JsonMapper mapper;

        Dispatcher(JsonMapper mapper, WorkspaceMethods handler) {
            super(mapper, handler, WorkspaceMethods.class);
            this.mapper = mapper;
            setAllowLessParams(true);
            setAllowExtraParams(true);
            setShouldLogInvocationErrors(false);
            setErrorResolver(Dispatcher::resolve);
        }

        ObjectNode dispatch(ObjectNode request) {
            try {
                JsonNode answer = handleJsonNodeRequest(request).getResponse();
                if (answer instanceof ObjectNode object) {
                    return object;
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "dispatching failed", e);
            }
            ObjectNode failure = mapper.createObjectNode().put("jsonrpc", "2.0");
            failure.putObject("error").put("code", ErrorCode.INTERNAL_ERROR).put("message", "internal error");
            return failure;
        }

        private static ErrorResolver.JsonError resolve(Throwable thrown, Method method, List<JsonNode> arguments) {
            if (thrown instanceof RpcException refused) {
                return new ErrorResolver.JsonError(refused.code(), String.valueOf(refused.getMessage()), null);
            }
            LOG.log(System.Logger.Level.ERROR, "method " + method.getName() + " failed", thrown);
            return new ErrorResolver.JsonError(
                    ErrorCode.INTERNAL_ERROR,
                    "internal error: " + thrown.getClass().getSimpleName(),
                    null);
        }
    }
}
