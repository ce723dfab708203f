package dev.xpm.it.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay on the loopback between a client and a server that carries as badly as it is told. What is set holds for open
 * connections and for new ones. Safe for use by several threads. Source: assurance.md 3, FP.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final ServerSocket entrance;
    private final int target;
    private final long seed;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile LineQuality quality = LineQuality.PERFECT;
    private volatile Duration closeDelay = Duration.ZERO;
    private volatile boolean held;
    private volatile boolean refusing;
    private volatile long cutUpAfter = NEVER;
    private volatile long cutDownAfter = NEVER;

    private FaultProxy(int target, long seed) throws IOException {
        this.target = target;
        this.seed = seed;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Relay.thread("fault-proxy", this::accept);
    }

    /** A perfect line to a port of the loopback. */
    public static FaultProxy to(int port) throws IOException {
        return to(port, 0);
    }

    /**
     * A perfect line to a port of the loopback.
     *
     * @param seed of the lengths of pieces
     */
    public static FaultProxy to(int port, long seed) throws IOException {
        return new FaultProxy(port, seed);
    }

    /** Where clients connect. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** How the line carries from now on; what is under way arrives as it was. */
    public void quality(LineQuality value) {
        quality = value;
    }

    /** Half-open: nothing is carried any more and nothing is closed, until {@link #release}. */
    public void hold() {
        held = true;
    }

    /** Carries again, first of all what was held. */
    public void release() {
        synchronized (this) {
            held = false;
            notifyAll();
        }
    }

    /** Ends all connections as a router does that has forgotten them: with a reset. */
    public void reset() {
        relays.forEach(Relay::reset);
    }

    /** Ends all connections in order. */
    public void disconnect() {
        relays.forEach(Relay::close);
    }

    /** Cuts the next connections, each after so many bytes to the client. */
    public void cutDownAfter(long bytes) {
        cutDownAfter = bytes;
    }

    /** Cuts the next connections, each after so many bytes to the server. */
    public void cutUpAfter(long bytes) {
        cutUpAfter = bytes;
    }

    /** Cuts nothing more. */
    public void cutNothing() {
        cutDownAfter = NEVER;
        cutUpAfter = NEVER;
    }

    /** Lets one end hear only so long after it that the other end has closed. */
    public void closeSlowly(Duration delay) {
        closeDelay = delay;
    }

    /** Resets new connections at once, as a host does that is up and serves nobody. */
    public void refuse(boolean value) {
        refusing = value;
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Bytes from clients so far. */
    public long up() {
        return up.get();
    }

    /** Bytes to clients so far. */
    public long down() {
        return down.get();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        release();
        reset();
    }

    LineQuality quality() {
        return quality;
    }

    Duration closeDelay() {
        return closeDelay;
    }

    boolean isHeld() {
        return held;
    }

    /** Waits while the line is held. */
    synchronized void awaitRelease() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    void ended(Relay relay) {
        relays.remove(relay);
    }

    private void accept() {
        try {
            while (true) {
                begin(entrance.accept());
            }
        } catch (IOException e) {
            // The proxy is closed: there is nobody to tell.
            return;
        }
    }

    private void begin(Socket client) throws IOException {
        int number = accepted.incrementAndGet();
        if (refusing) {
            client.setSoLinger(true, 0);
            client.close();
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException e) {
            client.setSoLinger(true, 0);
            client.close();
            return;
        }
        for (Socket socket : List.of(client, server)) {
            socket.setTcpNoDelay(true);
        }
        var relay = new Relay(this, client, server, seed + number);
        relays.add(relay);
        relay.start(cutUpAfter, cutDownAfter, up, down);
    }
}
