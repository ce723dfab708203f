package dev.xpm.client.service;

import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port on the loopback of this machine that leads somewhere else: each connection gets one of its own, made when it
 * comes. Has a thread that accepts and two for each connection.
 */
final class LocalPort implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LocalPort.class.getName());

    /** IPv4 only. Source: interfaces.md 3.7. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** A browser opens six to one place. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int WAITING = 16;
    private static final int PIECE = 32 << 10;

    private final ServerSocket server;
    private final Dialler dialler;
    private final Consumer<@Nullable MonitorException> tried;
    private final String name;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Makes the other half of a connection. */
    interface Dialler {
        RemoteStream dial() throws MonitorException;
    }

    private LocalPort(ServerSocket server, Dialler dialler, Consumer<@Nullable MonitorException> tried, String name) {
        this.server = server;
        this.dialler = dialler;
        this.tried = tried;
        this.name = name;
    }

    /**
     * Takes any free port.
     *
     * @param tried told after each connection was made, null, or was not, with the reason
     * @param name of the place where it leads, for the threads
     */
    static LocalPort open(Dialler dialler, Consumer<@Nullable MonitorException> tried, String name) throws IOException {
        var server = new ServerSocket();
        try {
            server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), WAITING);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        var port = new LocalPort(server, dialler, tried, name);
        Forwards.daemon(port::accept, "xpm-forward-" + name).start();
        return port;
    }

    int number() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        close(server);
        open.forEach(LocalPort::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    client.close();
                    continue;
                }
                open.add(client);
                Forwards.daemon(() -> serve(client), "xpm-forward-" + name).start();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no connection was accepted: " + e.getMessage());
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                RemoteStream remote = dialler.dial()) {
            tried.accept(null);
            client.setTcpNoDelay(true);
            if (server.isClosed()) {
                return;
            }
            Thread up = Forwards.daemon(() -> passUp(client, remote), "xpm-forward-" + name + "-up");
            up.start();
            pass(remote.in(), client.getOutputStream());
            client.shutdownOutput();
            up.join();
        } catch (MonitorException e) {
            LOG.log(System.Logger.Level.INFO, e.sentence());
            tried.accept(e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a forwarded connection ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** One side may have said all that it has to say while the other goes on. */
    private static void passUp(Socket client, RemoteStream remote) {
        try (OutputStream out = remote.out()) {
            pass(client.getInputStream(), out);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a forwarded connection ended: " + e.getMessage());
            // The other direction would wait for ever for what nobody can ask for any more.
            remote.close();
        }
    }

    private static void pass(InputStream source, OutputStream target) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
            target.write(piece, 0, count);
            target.flush();
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a port failed: " + e.getMessage());
        }
    }
}
