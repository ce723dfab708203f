package dev.xpm.it.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One connection through the proxy: two directions, each with a thread that takes in and one that gives out. */
final class Relay {
    private static final int CHUNK = 16 << 10;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final long seed;
    private final AtomicInteger open = new AtomicInteger(2);
    private final AtomicBoolean ended = new AtomicBoolean();

    Relay(FaultProxy proxy, Socket client, Socket server, long seed) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        this.seed = seed;
    }

    void start(long cutUpAfter, long cutDownAfter, AtomicLong up, AtomicLong down) {
        carry(client, server, cutUpAfter, up, seed);
        carry(server, client, cutDownAfter, down, ~seed);
    }

    void reset() {
        try {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        } catch (IOException e) {
            // One of them is closed already.
            close();
        }
        close();
    }

    void close() {
        if (ended.compareAndSet(false, true)) {
            quietly(client);
            quietly(server);
            proxy.ended(this);
        }
    }

    private void carry(Socket from, Socket to, long cutAfter, AtomicLong counter, long pieceSeed) {
        var pipe = new DelayedBytes();
        thread("fault-in", () -> takeIn(from, pipe, cutAfter, counter));
        thread("fault-out", () -> giveOut(to, pipe, new Random(pieceSeed)));
    }

    private void takeIn(Socket from, DelayedBytes pipe, long cutAfter, AtomicLong counter) {
        long left = cutAfter;
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            while (left > 0) {
                int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    break;
                }
                left -= count;
                counter.addAndGet(count);
                pipe.put(chunk, count, proxy.quality());
            }
        } catch (IOException e) {
            // The connection is over for this side too.
            left = Math.max(left, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pipe.end(left == 0);
    }

    private void giveOut(Socket to, DelayedBytes pipe, Random random) {
        boolean cut = true;
        try {
            OutputStream out = to.getOutputStream();
            for (DelayedBytes.Part part = pipe.take(); !part.isEnd(); part = pipe.take()) {
                awaitTime(part.due());
                proxy.awaitRelease();
                write(out, part.bytes(), random);
            }
            cut = pipe.isCut();
            proxy.awaitRelease();
            if (!cut) {
                LockSupport.parkNanos(proxy.closeDelay().toNanos());
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // Nobody takes it any more.
            cut = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pipe.stop();
        if (cut || open.decrementAndGet() == 0) {
            close();
        }
    }

    private void write(OutputStream out, byte[] bytes, Random random) throws IOException {
        int longest = proxy.quality().longestPiece();
        if (longest <= 0) {
            out.write(bytes);
            return;
        }
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(longest));
            out.write(bytes, at, count);
            out.flush();
            at += count;
        }
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }

    static void thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
