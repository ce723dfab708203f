package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.workspace.Experiment;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Reads the items of a list answer on the thread of its request, as far as memory allows, so that the writer finds them
 * ready: while it waits for the disk, no other answer and no notice can be written. Only of a longer list the rest is
 * read as it is written. Source: protocol.md P10.
 */
final class ReadAhead {
    /** About 4 MB of jobs; the job lists of almost all experiments are shorter. */
    private static final int PER_ANSWER = 5_000;

    /** Of all answers that wait for a slow reader together. */
    private static final int AT_ALL = 10_000;

    private final AtomicInteger held = new AtomicInteger();

    /** An answer whose items were read, and which takes room until it is written or given up. */
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

    Prepared prepare(ObjectNode answer, Function<ObjectNode, FrameBody> body, CancelToken token) {
        if (!(answer.get("result") instanceof POJONode pojo) || !(pojo.getPojo() instanceof Streamed<?> list)) {
            return new Prepared(body.apply(answer), () -> {});
        }
        Iterator<?> items = list.items().iterator();
        var ready = new ArrayList<Object>();
        int weight = 0;
        while (weight < PER_ANSWER && held.get() < AT_ALL && !token.isCancelled() && items.hasNext()) {
            Object item = items.next();
            int own = weigh(item);
            ready.add(item);
            weight += own;
            held.addAndGet(own);
        }
        int taken = weight;
        answer.putPOJO("result", new Streamed<>(() -> joined(ready, items)));
        return new Prepared(body.apply(answer), () -> held.addAndGet(-taken));
    }

    private static int weigh(Object item) {
        return item instanceof Experiment experiment ? 1 + experiment.jobs().size() : 1;
    }

    private static Iterator<Object> joined(List<Object> ready, Iterator<?> rest) {
        Iterator<Object> first = ready.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return first.hasNext() || rest.hasNext();
            }

            @Override
            public Object next() {
                return first.hasNext() ? first.next() : rest.next();
            }
        };
    }
}
