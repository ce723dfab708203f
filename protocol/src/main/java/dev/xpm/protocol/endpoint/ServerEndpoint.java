package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.frame.FrameLimits;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.frame.FrameWriter;
import dev.xpm.protocol.handshake.Limits;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
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
 * <p>One thread reads, one writes; between them are the threads of the {@linkplain Lane lanes}. What needs nothing but
 * the reader is answered by it, and before all that waits.
 */
public final class ServerEndpoint {
    private static final System.Logger LOG = System.getLogger(ServerEndpoint.class.getName());

    private static final String CANCEL = "x/cancel";

    private final JsonMapper mapper = StrictMapper.request();
    private final RequestReader requests = new RequestReader(mapper);
    private final MethodTable methods;
    private final FrameReader reader;
    private final Outbox outbox;
    private final Map<Lane, ThreadPoolExecutor> lanes = new EnumMap<>(Lane.class);
    private final InFlight inFlight = new InFlight();
    private final ReadAhead readAhead;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * @param affected which experiments an event touches, asked only when a slow reader makes merging necessary
     * @param onBroken called once when the peer stops reading for good
     * @param overflow where long answers wait
     */
    public ServerEndpoint(
            InputStream in,
            OutputStream out,
            WorkspaceMethods handler,
            Function<WorkspaceEvent, Collection<ExperimentId>> affected,
            Runnable onBroken,
            Overflow overflow) {
        this.readAhead = new ReadAhead(overflow);
        this.methods = new MethodTable(mapper, handler);
        this.reader = new FrameReader(in, FrameLimits.REQUEST);
        this.outbox = new Outbox(new FrameWriter(out), affected, onBroken, "xpm-agent-writer");
        for (Lane lane : Lane.values()) {
            if (lane.threads() > 0) {
                lanes.put(lane, pool(lane.threads(), "xpm-agent-" + lane.name().toLowerCase(Locale.ROOT) + "-"));
            }
        }
    }

    /** An endpoint whose long answers have no room outside memory. */
    public ServerEndpoint(
            InputStream in,
            OutputStream out,
            WorkspaceMethods handler,
            Function<WorkspaceEvent, Collection<ExperimentId>> affected,
            Runnable onBroken) {
        this(in, out, handler, affected, onBroken, Overflow.NONE);
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

    /** Whether the peer reads so slowly that what can wait elsewhere, as logs can on the disk, should wait there. */
    public boolean isBehind() {
        return outbox.isBehind();
    }

    /** The position of the last event that was sent. */
    public EventPosition position() {
        return outbox.position();
    }

    /**
     * Numbers the events from now on, and sends again what the client missed.
     *
     * @param progress how often progress of a job is told; zero for each time
     * @param carbon the same for its emissions
     * @param from the last event that the client has; null if it has none
     */
    public Subscribed subscribe(Duration progress, Duration carbon, @Nullable EventPosition from) {
        return outbox.subscribe(progress, carbon, from);
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
        lanes.values().forEach(ThreadPoolExecutor::shutdown);
        try {
            for (Map.Entry<Lane, ThreadPoolExecutor> lane : lanes.entrySet()) {
                lane.getValue().awaitTermination(left(deadline) - limit.toMillis() / 4, TimeUnit.MILLISECONDS);
                if (lane.getKey() != Lane.CHANGE) {
                    lane.getValue().shutdownNow();
                }
            }
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
        if (isCancellation(message)) {
            cancel(message.path("params").path("id"));
            return;
        }
        JsonNode id = requests.exactId(line, idOf(message));
        Lane lane = methods.laneOf(message.path("method").asText(""));
        if (lane.threads() == 0) {
            respondAtOnce(message, id, lane == Lane.URGENT);
            return;
        }
        InFlight.Ticket ticket = inFlight.begin(message.path("id"));
        if (ticket == null) {
            refuse(id, ErrorCode.LIMIT_EXCEEDED, "too many requests in flight");
            return;
        }
        submit(lane, ticket, id, () -> respond(message, id, ticket));
    }

    private void respondAtOnce(JsonNode message, JsonNode id, boolean first) {
        ObjectNode answer = answer(message);
        if (answer != null && first) {
            outbox.answerFirst(body(withId(answer, id)));
        } else if (answer != null) {
            outbox.remark(body(withId(answer, id)));
        }
    }

    private static boolean isCancellation(JsonNode message) {
        return message.isObject()
                && "2.0".equals(message.path("jsonrpc").textValue())
                && CANCEL.equals(message.path("method").textValue())
                && !message.has("id");
    }

    /** The answer is given at once; lists stop at their next item, other work when it next asks whether it is wanted. */
    private void cancel(JsonNode id) {
        InFlight.Ticket ticket = inFlight.find(id);
        if (ticket != null) {
            ticket.token().cancel();
            if (ticket.claim()) {
                ticket.end();
                refuse(id, ErrorCode.CANCELLED, "the request was cancelled");
            }
        }
    }

    private static long left(long deadline) {
        return Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
    }

    private static ThreadPoolExecutor pool(int size, String name) {
        var number = new AtomicInteger();
        var pool = new ThreadPoolExecutor(
                size, size, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(Limits.MAX_IN_FLIGHT), work -> {
                    var thread = new Thread(work, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private void submit(Lane lane, InFlight.Ticket ticket, JsonNode id, Runnable work) {
        ThreadPoolExecutor pool = Objects.requireNonNull(lanes.get(lane));
        try {
            pool.execute(() -> ticket.token().during(work));
        } catch (RejectedExecutionException e) {
            ticket.end();
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
        InFlight.Ticket ticket = inFlight.begin(NullNode.getInstance());
        if (ticket == null) {
            refuse(NullNode.getInstance(), ErrorCode.LIMIT_EXCEEDED, "too many requests in flight");
            return;
        }
        submit(Lane.QUERY, ticket, NullNode.getInstance(), () -> {
            ArrayNode answers = mapper.createArrayNode();
            for (int at = 0; at < batch.size(); at++) {
                ObjectNode answer = answer(batch.get(at));
                if (answer != null) {
                    answers.add(withId(answer, exact.get(at)));
                }
            }
            if (answers.isEmpty()) {
                ticket.end();
            } else if (ticket.claim()) {
                outbox.answer(ticket.last(body(answers)));
            }
        });
    }

    private void respond(JsonNode message, JsonNode id, InFlight.Ticket ticket) {
        if (ticket.token().isCancelled()) {
            return;
        }
        ObjectNode answer = answer(message);
        if (answer == null) {
            ticket.end();
            return;
        }
        ReadAhead.Prepared body = prepared(withId(answer, id), ticket.token());
        if (ticket.claim()) {
            outbox.answer(ticket.last(body));
        } else {
            body.giveUp().run();
        }
    }

    private ReadAhead.Prepared prepared(ObjectNode answer, CancelToken token) {
        try {
            return readAhead.prepare(answer, this::body, token);
        } catch (CancellationException e) {
            return new ReadAhead.Prepared(body(answer), () -> {});
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "reading a list failed", e);
            ObjectNode failure = methods.error(
                    ErrorCode.INTERNAL_ERROR, "internal error: " + e.getClass().getSimpleName());
            return new ReadAhead.Prepared(body(withId(failure, answer.path("id"))), () -> {});
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
        outbox.remark(body(withId(methods.error(code, message), id)));
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
