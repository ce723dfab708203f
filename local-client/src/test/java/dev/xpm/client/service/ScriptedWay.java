package dev.xpm.client.service;

import dev.xpm.client.connect.DialFailure;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host named {@code login1}, which is this machine. */
public final class ScriptedWay implements Forwards.Way {
    final List<String> dialled = new CopyOnWriteArrayList<>();
    private final boolean local;
    private final int everything;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    volatile boolean lost;

    private ScriptedWay(boolean local, int everything) {
        this.local = local;
        this.everything = everything;
    }

    /** It forbids to reach others. */
    public static ScriptedWay remote() {
        return new ScriptedWay(false, 0);
    }

    /** Whatever is dialled, it reaches that port of this machine. */
    public static ScriptedWay leadingTo(int port) {
        return new ScriptedWay(false, port);
    }

    static ScriptedWay local() {
        return new ScriptedWay(true, 0);
    }

    /** Has connections made this way from now on. */
    public ScriptedWay on(Forwards forwards) {
        forwards.attach(this);
        return this;
    }

    /** All connections end, and none is made any more. */
    void lose() throws IOException {
        lost = true;
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public String node() {
        return "login1";
    }

    @Override
    public RemoteStream dial(RemoteAddress to) throws MonitorException {
        dialled.add(to.toString());
        if (lost) {
            throw DialFailure.lost("hpc", to, null);
        }
        if (everything == 0 && !to.host().equals("localhost")) {
            throw DialFailure.refused("hpc", to, true, "");
        }
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), everything == 0 ? to.port() : everything);
            sockets.add(socket);
            return new Stream(socket);
        } catch (IOException e) {
            throw DialFailure.refused("hpc", to, false, "Connection refused");
        }
    }

    private record Stream(Socket socket) implements RemoteStream {
        @Override
        public InputStream in() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                return InputStream.nullInputStream();
            }
        }

        @Override
        public OutputStream out() {
            try {
                return socket.getOutputStream();
            } catch (IOException e) {
                return OutputStream.nullOutputStream();
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
