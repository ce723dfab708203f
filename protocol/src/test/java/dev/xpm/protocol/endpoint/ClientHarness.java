package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client between two pipes of the operating system; the test plays the peer, line by line. */
final class ClientHarness implements AutoCloseable {
    final List<Object> heard = new CopyOnWriteArrayList<>();
    final List<IOException> ends = new CopyOnWriteArrayList<>();
    final WorkspaceClient client;
    private final InputStream requests;
    private final FrameReader reader;
    private final OutputStream answers;

    ClientHarness(Duration limit) throws IOException {
        Pipe up = Pipe.open();
        Pipe down = Pipe.open();
        requests = Channels.newInputStream(up.source());
        reader = new FrameReader(requests, 16 << 20);
        answers = Channels.newOutputStream(down.sink());
        client = WorkspaceClient.open(
                Channels.newInputStream(down.source()),
                Channels.newOutputStream(up.sink()),
                new Ear(),
                limit,
                "under-test");
    }

    ClientHarness() throws IOException {
        this(Duration.ofSeconds(30));
    }

    /** The next request of the client, waiting for it. */
    JsonNode request() throws IOException {
        Frame frame = reader.read();
        return frame instanceof Frame.Line line ? StrictMapper.request().readTree(line.bytes()) : null;
    }

    void say(String line) throws IOException {
        say((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) throws IOException {
        answers.write(bytes);
    }

    void answer(JsonNode request, String result) throws IOException {
        say("{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}");
    }

    void hangUp() throws IOException {
        answers.close();
    }

    @Override
    public void close() throws IOException {
        client.close();
        answers.close();
        requests.close();
    }

    private final class Ear implements ConnectionListener {
        @Override
        public void onEvent(WorkspaceEvent event) {
            heard.add(event);
        }

        @Override
        public void onLog(long subscription, LogSlice slice) {
            heard.add(slice);
        }

        @Override
        public void onShutdown(UntrustedText reason) {
            heard.add(reason);
        }

        @Override
        public void onEnd(IOException reason) {
            ends.add(reason);
        }
    }
}
