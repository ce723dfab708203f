package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A server endpoint between two pipes of the operating system, with methods that a test writes. */
final class ServerHarness implements AutoCloseable {
    /** What a method of the table does; gets the arguments as the table hands them over. */
    interface Script {
        Object run(Object[] arguments) throws RpcException, InterruptedException;
    }

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final OutputStream requests;
    private final InputStream answers;
    private final FrameReader reader;
    private final ServerEndpoint endpoint;
    private final Thread server;

    ServerHarness(Function<WorkspaceEvent, Collection<ExperimentId>> affected) throws IOException {
        Pipe up = Pipe.open();
        Pipe down = Pipe.open();
        requests = Channels.newOutputStream(up.sink());
        answers = Channels.newInputStream(down.source());
        reader = new FrameReader(answers, 64 << 20);
        OutputStream out = Channels.newOutputStream(down.sink());
        endpoint = new ServerEndpoint(
                Channels.newInputStream(up.source()), out, table(), affected, () -> {}, new MemoryOverflow());
        server = new Thread(() -> serve(out), "server-under-test");
        server.start();
    }

    ServerHarness() throws IOException {
        this(event -> List.of());
    }

    ServerHarness when(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    void say(String line) throws IOException {
        say((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) throws IOException {
        requests.write(bytes);
    }

    void send(Notice notice) {
        endpoint.send(notice);
    }

    /** The next line of the server, waiting for it; null at its end. */
    String next() throws IOException {
        Frame frame = reader.read();
        return frame instanceof Frame.Line line ? new String(line.bytes(), StandardCharsets.UTF_8) : null;
    }

    /** Ends the input and returns all that the server still says. */
    List<String> hangUp() throws IOException {
        requests.close();
        var lines = new ArrayList<String>();
        for (String line = next(); line != null; line = next()) {
            lines.add(line);
        }
        return lines;
    }

    /** Says the lines, ends the input, and returns all that the server said but its last word. */
    List<String> talk(String... lines) throws IOException {
        for (String line : lines) {
            say(line);
        }
        List<String> answers = hangUp();
        return answers.subList(0, answers.size() - 1);
    }

    boolean hasEnded() {
        return !server.isAlive();
    }

    private void serve(OutputStream out) {
        try {
            endpoint.serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            endpoint.end(new Notice.Shutdown("server_shutdown", null, null), Duration.ofSeconds(1));
            close(out);
        }
    }

    private WorkspaceMethods table() {
        return (WorkspaceMethods) Proxy.newProxyInstance(
                WorkspaceMethods.class.getClassLoader(), new Class<?>[] {WorkspaceMethods.class}, this::invoke);
    }

    private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments);
        }
        Script script = scripts.get(method.getName());
        return script == null ? null : script.run(arguments == null ? new Object[0] : arguments);
    }

    @Override
    public void close() throws IOException {
        requests.close();
        answers.close();
        try {
            server.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (server.isAlive()) {
            throw new IllegalStateException("the server did not end");
        }
    }

    private static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
