package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.workspace.Experiment;
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

    /** The body of the answer with its items read; writing it gives back the room. */
    FrameBody prepare(ObjectNode answer, Function<ObjectNode, FrameBody> body, CancelToken token) {
        if (!(answer.get("result") instanceof POJONode pojo) || !(pojo.getPojo() instanceof Streamed<?> list)) {
            return body.apply(answer);
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
        FrameBody written = body.apply(answer);
        return out -> {
            try {
                written.writeTo(out);
            } finally {
                held.addAndGet(-taken);
            }
        };
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
