package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.frame.FrameBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one answer that waits to be written: the beginning in memory, the rest where there is room for it.
 *
 * <p>Written by the thread of the request, then read by that of the writer.
 */
final class HeldAnswer extends OutputStream implements FrameBody {
    private static final int FIRST = 8 << 10;
    private static final int CHUNK = 64 << 10;

    /** The job lists of most experiments are shorter. */
    private static final long IN_MEMORY = 1 << 20;

    /** What all answers hold together, in memory and outside. */
    record Room(AtomicLong memory, AtomicLong outside) {
        private static final long MEMORY = 8 << 20;

        /** A few whole workspaces of 100,000 jobs; more is not waiting for a peer that reads. */
        private static final long OUTSIDE = 512 << 20;

        Room() {
            this(new AtomicLong(), new AtomicLong());
        }
    }

    private final Room room;
    private final Overflow overflow;
    private final List<byte[]> chunks = new ArrayList<>();
    private long memory;
    private long outside;
    private int used;
    private Overflow.@Nullable Place place;

    HeldAnswer(Room room, Overflow overflow) {
        this.room = room;
        this.overflow = overflow;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        int at = start;
        int left = length;
        while (left > 0 && place == null) {
            int free = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).length - used;
            if (free == 0) {
                next();
                continue;
            }
            int part = Math.min(free, left);
            System.arraycopy(bytes, at, chunks.get(chunks.size() - 1), used, part);
            used += part;
            at += part;
            left -= part;
        }
        if (left > 0 && place != null) {
            outside += left;
            if (room.outside.addAndGet(left) > Room.OUTSIDE) {
                throw new IOException("too much waits to be read");
            }
            place.write(bytes, at, left);
        }
    }

    private void next() throws IOException {
        int size = chunks.isEmpty() ? FIRST : CHUNK;
        if (memory + size > IN_MEMORY || room.memory.get() + size > Room.MEMORY) {
            place = overflow.open();
            return;
        }
        room.memory.addAndGet(size);
        memory += size;
        chunks.add(new byte[size]);
        used = 0;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (int i = 0; i < chunks.size(); i++) {
            out.write(chunks.get(i), 0, i == chunks.size() - 1 ? used : chunks.get(i).length);
        }
        if (place != null) {
            place.writeTo(out);
        }
    }

    /** Gives the room back. Closing does not: writers of JSON close what they write to. */
    void release() throws IOException {
        room.memory.addAndGet(-memory);
        room.outside.addAndGet(-outside);
        memory = 0;
        outside = 0;
        chunks.clear();
        if (place != null) {
            place.close();
        }
    }
}
