package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.frame.FrameLimits;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.frame.FrameWriter;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a session: reads requests, answers them out of order, sends notices. Source: protocol.md 1.
 *
 * <p>One thread reads, two work, one changes, one writes; requests that only wait have threads of their own. The handshake is answered by the reader itself, so it never waits.
 */
public final class ServerEndpoint {
    /** Requests waiting or running; the surplus is refused. Source: protocol.md 1.7. */
    private static final int MAX_IN_FLIGHT = 256;

    private static final int WORKERS = 2;
    private static final String HANDSHAKE = "get_sync_info";

    /** Takes 0.1 s and no processor: ten of them must not hold up a query. Source: protocol.md P10. */
    private static final String SAMPLING = "get_process_info";

    private static final int SAMPLERS = 8;

    /** Waits for a process or a batch system too, and must not wait for a long deletion. Source: assurance.md R12. */
    private static final String KILL = "kill_job";

    /** One at a time, beside the queries, because deleting much takes long. Source: protocol.md 1.10. */
    private static final Set<String> CHANGES =
            Set.of("clean_job", "delete_job_safely", "delete_experiment", "execute_warning_action");

    private final JsonMapper mapper = StrictMapper.request();
    private final RequestReader requests = new RequestReader(mapper);
    private final MethodTable methods;
    private final FrameReader reader;
    private final Outbox outbox;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor samplers;
    private final ThreadPoolExecutor changes;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * @param affected which experiments an event touches, asked only when a slow reader makes merging necessary
     * @param onBroken called once when the peer stops reading for good
     */
    public ServerEndpoint(
            InputStream in,
            OutputStream out,
            WorkspaceMethods handler,
            Function<WorkspaceEvent, Collection<ExperimentId>> affected,
            Runnable onBroken) {
        this.methods = new MethodTable(mapper, handler);
        this.reader = new FrameReader(in, FrameLimits.REQUEST);
        this.outbox = new Outbox(new FrameWriter(out), affected, onBroken, "xpm-agent-writer");
        this.workers = pool(WORKERS, "xpm-agent-worker-");
        this.samplers = pool(SAMPLERS, "xpm-agent-sampler-");
        this.changes = pool(1, "xpm-agent-change-");
    }

    /** Reads and answers until the peer closes its end. */
    public void serve() throws IOException {
        for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
            if (frame instanceof Frame.Line line) {
                accept(line.bytes());
            } else {
                refuse(NullNode.getInstance(), ErrorCode.INVALID_REQUEST, "the line is too long");
            }
        }
    }

    /** How many messages wait to be written, because the peer reads slowly. */
    public int backlog() {
        return outbox.backlog();
    }

    /** Sends a notice after everything that was sent before it. */
    public void send(Notice notice) {
        outbox.notice(notice);
    }

    /**
     * Ends the session once: gives running requests and unwritten answers a bounded time, then sends the one shutdown
     * notice. Never takes longer than the limit.
     */
    public void end(Notice.Shutdown reason, Duration limit) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        workers.shutdown();
        samplers.shutdown();
        changes.shutdown();
        try {
            workers.awaitTermination(limit.toMillis() * 3 / 4, TimeUnit.MILLISECONDS);
            samplers.awaitTermination(left(deadline) - limit.toMillis() / 4, TimeUnit.MILLISECONDS);
            changes.awaitTermination(left(deadline) - limit.toMillis() / 4, TimeUnit.MILLISECONDS);
            workers.shutdownNow();
            samplers.shutdownNow();
            outbox.notice(reason);
            outbox.close(Duration.ofMillis(left(deadline)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(byte[] line) {
        JsonNode message;
        try {
            message = requests.parse(line);
        } catch (RpcException e) {
            refuse(NullNode.getInstance(), e.code(), String.valueOf(e.getMessage()));
            return;
        }
        if (message instanceof ArrayNode batch) {
            acceptBatch(line, batch);
            return;
        }
        JsonNode id = requests.exactId(line, idOf(message));
        switch (message.path("method").asText("")) {
            case HANDSHAKE -> respond(message, id);
            case SAMPLING, KILL -> submit(samplers, id, () -> respond(message, id));
            default -> {
                String method = message.path("method").asText("");
                submit(CHANGES.contains(method) ? changes : workers, id, () -> respond(message, id));
            }
        }
    }

    private static long left(long deadline) {
        return Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
    }

    private static ThreadPoolExecutor pool(int size, String name) {
        var number = new AtomicInteger();
        var pool = new ThreadPoolExecutor(
                size, size, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_IN_FLIGHT), work -> {
                    var thread = new Thread(work, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private void submit(ThreadPoolExecutor pool, JsonNode id, Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            if (!pool.isShutdown()) {
                refuse(id, ErrorCode.LIMIT_EXCEEDED, "too many requests in flight");
            }
        }
    }

    private void acceptBatch(byte[] line, ArrayNode batch) {
        if (batch.isEmpty()) {
            refuse(NullNode.getInstance(), ErrorCode.INVALID_REQUEST, "the batch is empty");
            return;
        }
        var ids = new ArrayList<JsonNode>(batch.size());
        batch.forEach(message -> ids.add(idOf(message)));
        List<JsonNode> exact = requests.exactIds(line, ids);
        submit(workers, NullNode.getInstance(), () -> {
            ArrayNode answers = mapper.createArrayNode();
            for (int at = 0; at < batch.size(); at++) {
                ObjectNode answer = answer(batch.get(at));
                if (answer != null) {
                    answers.add(withId(answer, exact.get(at)));
                }
            }
            if (!answers.isEmpty()) {
                outbox.answer(body(answers));
            }
        });
    }

    private void respond(JsonNode message, JsonNode id) {
        ObjectNode answer = answer(message);
        if (answer != null) {
            outbox.answer(body(withId(answer, id)));
        }
    }

    /** The answer to one message, without its id; null where there is none to give. Source: protocol.md 1.3 and 1.7. */
    private @Nullable ObjectNode answer(JsonNode message) {
        if (!message.isObject() || !"2.0".equals(message.path("jsonrpc").textValue())) {
            return methods.error(ErrorCode.INVALID_REQUEST, "not a JSON-RPC 2.0 message");
        }
        if (message.has("result") || message.has("error")) {
            return null;
        }
        JsonNode method = message.get("method");
        if (method == null) {
            return methods.error(ErrorCode.INVALID_REQUEST, "the message names no method");
        }
        if (!message.has("id")) {
            return null;
        }
        if (message.get("id").isNull()) {
            return methods.error(ErrorCode.INVALID_REQUEST, "a request needs an id");
        }
        return methods.call(method.isTextual() ? method.textValue() : method.toString(), message.get("params"));
    }

    private void refuse(JsonNode id, int code, String message) {
        outbox.answer(body(withId(methods.error(code, message), id)));
    }

    private static ObjectNode withId(ObjectNode answer, JsonNode id) {
        answer.set("id", id);
        return answer;
    }

    private JsonNode idOf(JsonNode message) {
        JsonNode id = message.isObject() ? message.get("id") : null;
        if (id == null) {
            return NullNode.getInstance();
        }
        boolean valid = "2.0".equals(message.path("jsonrpc").textValue()) && message.has("method");
        return valid || id.isTextual() || id.isIntegralNumber() ? id : NullNode.getInstance();
    }

    private FrameBody body(JsonNode message) {
        return out -> mapper.writer()
                .without(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .without(com.fasterxml.jackson.databind.SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .writeValue(out, message);
    }
}
