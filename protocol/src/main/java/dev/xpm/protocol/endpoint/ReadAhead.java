package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.frame.FrameBody;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a list answer on the thread of its request, so that the writer finds it ready: while the writer waits for the
 * disk, no other answer and no notice can be written. What has no room anywhere is made as it is written. Source:
 * protocol.md P10.
 */
final class ReadAhead {
    private static final System.Logger LOG = System.getLogger(ReadAhead.class.getName());

    private final HeldAnswer.Room room = new HeldAnswer.Room();
    private final Overflow overflow;

    ReadAhead(Overflow overflow) {
        this.overflow = overflow;
    }

    /** An answer that may take room until it is written or given up. */
    record Prepared(FrameBody body, Runnable giveUp) implements FrameBody {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            try {
                body.writeTo(out);
            } finally {
                giveUp.run();
            }
        }
    }

    /**
     * Makes the answer.
     *
     * @throws RuntimeException what reading the items threw; {@link CancellationException} if nobody wants them any more
     */
    Prepared prepare(ObjectNode answer, Function<ObjectNode, FrameBody> body, CancelToken token) {
        if (!(answer.get("result") instanceof POJONode pojo) || !(pojo.getPojo() instanceof Streamed<?> list)) {
            return new Prepared(body.apply(answer), () -> {});
        }
        var held = new HeldAnswer(room, overflow);
        var items = new Guarded(list, token);
        answer.putPOJO("result", new Streamed<>(items));
        try {
            body.apply(answer).writeTo(held);
            return new Prepared(held, () -> release(held));
        } catch (IOException | RuntimeException e) {
            release(held);
            if (items.failure != null) {
                throw items.failure;
            }
            LOG.log(System.Logger.Level.DEBUG, "a long answer is made while it is written", e);
            answer.putPOJO("result", new Streamed<>(new Guarded(list, token)));
            return new Prepared(body.apply(answer), () -> {});
        }
    }

    private static void release(HeldAnswer held) {
        try {
            held.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The items of a list, until their request is cancelled; remembers what reading them threw. */
    private static final class Guarded implements Iterable<Object> {
        private final Streamed<?> list;
        private final CancelToken token;
        private @Nullable RuntimeException failure;

        Guarded(Streamed<?> list, CancelToken token) {
            this.list = list;
            this.token = token;
        }

        @Override
        public Iterator<Object> iterator() {
            Iterator<?> items = list.written().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    try {
                        return items.hasNext();
                    } catch (RuntimeException e) {
                        failure = e;
                        throw e;
                    }
                }

                @Override
                public Object next() {
                    try {
                        if (token.isCancelled()) {
                            throw new CancellationException("the request was cancelled");
                        }
                        return items.next();
                    } catch (RuntimeException e) {
                        failure = e;
                        throw e;
                    }
                }
            };
        }
    }
}
