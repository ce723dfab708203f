package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.codec.EventCodec;
import dev.xpm.protocol.codec.InfoCodec;
import dev.xpm.protocol.codec.SnapshotCodec;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.frame.FrameLimits;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.frame.FrameWriter;
import dev.xpm.protocol.message.DisconnectedException;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a session: sends requests, matches answers, hands on what comes unasked. It survives whatever the
 * peer writes: a line that is no message is kept as noise for the diagnosis. Source: protocol.md 1 and 6.3.
 *
 * <p>Safe for use by several threads. One thread reads, one writes; a call never blocks. Futures are completed on the
 * reader thread in the order of the wire, so what follows an answer there is seen after it.
 */
final class Connection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    /** Requests that may wait to be written; a caller beyond that is refused. */
    private static final int MAX_WAITING = 1_000;

    /** How much of the lines that are no messages is kept. Source: assurance.md R14. */
    private static final int NOISE_LIMIT = 64 << 10;

    /** How long a peer that does not read any more may still write. */
    private static final long LAST_WORDS_MILLIS = 500;

    private final JsonMapper mapper = StrictMapper.answer();
    private final FrameReader reader;
    private final FrameWriter writer;
    private final OutputStream out;
    private final ConnectionListener listener;
    private final BlockingQueue<FrameBody> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Map<Long, Pending<?>> pending = new ConcurrentHashMap<>();
    /** What the peer said that it does not know; it is not asked again. Source: protocol.md 6.3, C2. */
    private final Set<String> unknownMethods = ConcurrentHashMap.newKeySet();

    private final AtomicLong nextId = new AtomicLong(1);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<UntrustedText> noise = new ArrayList<>();
    private int noiseLength;
    private volatile @Nullable IOException endReason;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Thread readerThread;
    private final Thread writerThread;

    Connection(InputStream in, OutputStream out, ConnectionListener listener, String name) {
        this.reader = new FrameReader(new Listened(in), FrameLimits.ANSWER);
        this.out = out;
        this.writer = new FrameWriter(out);
        this.listener = listener;
        this.readerThread = daemon(this::readAll, "xpm-" + name + "-reader");
        this.writerThread = daemon(this::writeAll, "xpm-" + name + "-writer");
    }

    void start() {
        readerThread.start();
        writerThread.start();
    }

    /** Reads an answer's {@code result}. May throw for a result that makes no sense. */
    interface Decoder<T> {
        T decode(JsonNode result);
    }

    private record Pending<T>(String method, CompletableFuture<T> future, Decoder<T> decoder) {
        void succeed(JsonNode result) {
            try {
                future.complete(decoder.decode(result));
            } catch (RuntimeException e) {
                future.completeExceptionally(
                        new RpcException(ErrorCode.INTERNAL_ERROR, "the answer could not be read: " + e.getMessage()));
            }
        }
    }

    /**
     * Sends a request. The future ends with the answer, with {@link RpcException} for an error answer, with
     * {@link DisconnectedException} when the stream ends, or with {@link TimeoutException}.
     */
    <T> CompletableFuture<T> call(
            String method, Map<String, ? extends @Nullable Object> params, Decoder<T> decoder, Duration limit) {
        if (unknownMethods.contains(method)) {
            return CompletableFuture.failedFuture(
                    new RpcException(ErrorCode.METHOD_NOT_FOUND, "the other side does not know " + method));
        }
        long id = nextId.getAndIncrement();
        var future = new CompletableFuture<T>();
        pending.put(id, new Pending<>(method, future, decoder));
        IOException reason = endReason;
        if (reason != null) {
            pending.remove(id);
            return CompletableFuture.failedFuture(reason);
        }
        unanswered.incrementAndGet();
        if (!waiting.offer(request(id, method, params))) {
            unanswered.decrementAndGet();
            pending.remove(id);
            return CompletableFuture.failedFuture(
                    new RpcException(ErrorCode.LIMIT_EXCEEDED, "too many requests wait to be sent"));
        }
        return future.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((result, failure) -> pending.remove(id));
    }

    /**
     * Bytes that arrived so far. What arrives of a line that is longer than any may be does not count: a line without end
     * is silence. Source: assurance.md 2.3.
     */
    long heard() {
        return heard.get();
    }

    /** Requests that the peer has not answered, those included whose callers have given up. */
    long unanswered() {
        return unanswered.get();
    }

    /** What the peer wrote that was no message, oldest first, bounded. */
    List<UntrustedText> noise() {
        synchronized (noise) {
            return List.copyOf(noise);
        }
    }

    /** Ends the session: pending calls fail at once, and the peer sees the end of its input. */
    @Override
    public void close() {
        end(new DisconnectedException("disconnected"));
    }

    private FrameBody request(long id, String method, Map<String, ? extends @Nullable Object> params) {
        return stream -> {
            try (JsonGenerator json = mapper.createGenerator(stream)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                json.writeStringField("jsonrpc", "2.0");
                json.writeStringField("method", method);
                if (!params.isEmpty()) {
                    json.writeObjectField("params", params);
                }
                json.writeNumberField("id", id);
                json.writeEndObject();
            }
        };
    }

    private void readAll() {
        IOException reason;
        try {
            for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
                if (frame instanceof Frame.Line line) {
                    accept(line.bytes());
                    if (ended.get()) {
                        return;
                    }
                } else if (frame instanceof Frame.TooLong tooLong) {
                    keepNoise("a line of " + tooLong.bytes() + " bytes was skipped");
                }
            }
            reason = new DisconnectedException("the other side closed the connection");
        } catch (IOException e) {
            reason = e;
        }
        end(reason);
    }

    private void accept(byte[] line) {
        try {
            JsonNode message = StrictMapper.tree(mapper, line, 0, line.length);
            if (message == null
                    || !message.isObject()
                    || !"2.0".equals(message.path("jsonrpc").textValue())) {
                keepNoise(line);
            } else if (message.has("result") || message.has("error")) {
                acceptAnswer(message);
            } else if (message.has("method") && !message.has("id")) {
                acceptNotice(message.path("method").asText(""), message.path("params"));
            }
        } catch (JsonProcessingException | CharacterCodingException e) {
            keepNoise(line);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a message was dropped: " + e.getClass().getName());
        }
    }

    private void acceptAnswer(JsonNode message) {
        JsonNode id = message.path("id");
        if (id.isIntegralNumber()) {
            unanswered.updateAndGet(open -> Math.max(0, open - 1));
        }
        Pending<?> call = id.isIntegralNumber() && id.canConvertToLong() ? pending.remove(id.longValue()) : null;
        if (call == null) {
            LOG.log(System.Logger.Level.DEBUG, "an answer to no pending request was ignored");
            return;
        }
        JsonNode error = message.get("error");
        if (error != null && !error.isNull()) {
            String text = error.isTextual()
                    ? error.textValue()
                    : error.path("message").asText("");
            int code = error.path("code").asInt(ErrorCode.INTERNAL_ERROR);
            if (code == ErrorCode.METHOD_NOT_FOUND) {
                unknownMethods.add(call.method());
            }
            call.future().completeExceptionally(new RpcException(code, text));
        } else {
            call.succeed(message.path("result"));
        }
    }

    private void acceptNotice(String method, JsonNode params) {
        switch (method) {
            case "notification.state_event" -> {
                if (params.path("event_type").isTextual()) {
                    listener.onEvent(
                            EventCodec.read(params.path("event_type").textValue(), params.path("data")),
                            SnapshotCodec.readPosition(params));
                }
            }
            case "x/resync" ->
                listener.onResync(SnapshotCodec.readPosition(params), SnapshotCodec.readExperiments(params));
            case "x/log.data" -> listener.onLog(params.path("subscription").asLong(-1), InfoCodec.readLog(params));
            case "notification.shutdown" ->
                listener.onShutdown(UntrustedText.of(params.path("reason").asText("")));
            default -> LOG.log(System.Logger.Level.DEBUG, "an unknown notification was ignored");
        }
    }

    private void keepNoise(byte[] line) {
        keepNoise(new String(line, 0, Math.min(line.length, 2_000), StandardCharsets.UTF_8));
    }

    private void keepNoise(String line) {
        synchronized (noise) {
            if (noiseLength + line.length() <= NOISE_LIMIT) {
                noiseLength += line.length();
                noise.add(UntrustedText.of(line));
            }
        }
    }

    private void writeAll() {
        try {
            while (true) {
                writer.write(waiting.take());
            }
        } catch (IOException e) {
            endAfterLastWords(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A peer that stopped reading has mostly said why, and the reader comes to that now. */
    private void endAfterLastWords(IOException reason) {
        try {
            readerThread.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(reason);
    }

    private void end(IOException reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        endReason = reason;
        writerThread.interrupt();
        daemon(this::closeOutput, "xpm-closer").start();
        pending.values().forEach(call -> call.future().completeExceptionally(reason));
        pending.clear();
        listener.onEnd(reason);
    }

    /** Closing waits for a write in progress, which a peer that does not read can delay for ever. */
    private void closeOutput() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the stream to the peer failed: " + e.getMessage());
        }
    }

    /** Counts what arrives. */
    private final class Listened extends FilterInputStream {
        Listened(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0 && !reader.isDiscarding()) {
                heard.addAndGet(count);
            }
            return count;
        }
    }

    private static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
