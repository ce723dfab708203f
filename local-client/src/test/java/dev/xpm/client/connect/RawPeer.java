package dev.xpm.client.connect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The other end of the pipe of a session: answers as it is told to, and says besides whatever a test wants. */
public final class RawPeer implements AutoCloseable {
    private static final int PIPE_BYTES = 1 << 20;
    private static final Pattern REQUEST = Pattern.compile("\"method\":\"([^\"]*)\".*\"id\":(\\d+)");

    /** What is said to a method as its result; null for the others. */
    public final Map<String, String> results = new ConcurrentHashMap<>();

    /** Whole lines in the place of an answer, where ID stands for the id. */
    public final Map<String, String> answers = new ConcurrentHashMap<>();

    /** The requests so far, whole. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** Of these methods nothing is answered until {@link #answerHeld}. */
    public final Set<String> held = ConcurrentHashMap.newKeySet();

    private final List<String> heldAnswers = new ArrayList<>();
    private final PipedInputStream requests = new PipedInputStream(PIPE_BYTES);
    private final PipedInputStream output = new PipedInputStream(PIPE_BYTES);
    private final PipedInputStream errors = new PipedInputStream(PIPE_BYTES);
    private final PipedOutputStream toPeer = new PipedOutputStream(requests);
    private final PipedOutputStream fromPeer = new PipedOutputStream(output);
    private final PipedOutputStream complaints = new PipedOutputStream(errors);
    private final CompletableFuture<RemoteProcess.Exit> exit = new CompletableFuture<>();
    private final AgentSession session;

    /** One that says it is our agent. */
    public RawPeer(SessionListener listener) throws Exception {
        this(listener, "{\"protocol_version\": \"2.0\", \"workspace_path\": \"/ws\", \"x\": {\"events\": 1}}");
    }

    /** @param hello the result of {@code get_sync_info} */
    public RawPeer(SessionListener listener, String hello) throws Exception {
        results.put("get_sync_info", hello);
        results.put("x/subscribe", "{\"epoch\": \"e\", \"seq\": 0, \"resumed\": true}");
        results.put("x/ping", "{\"time\": 1}");
        var reader = new Thread(this::answer, "raw-peer");
        reader.setDaemon(true);
        reader.start();
        session = AgentSession.begin(
                new SessionRequest(
                        new Destination.Local(),
                        "/ws",
                        new Launch.Command(List.of("raw")),
                        null,
                        SessionLimits.DEFAULT,
                        null,
                        listener),
                new RawTransport());
        session.await();
    }

    public AgentSession session() {
        return session;
    }

    /** Says a line. */
    public void say(String line) throws IOException {
        say((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public void say(byte[] bytes) throws IOException {
        synchronized (fromPeer) {
            fromPeer.write(bytes);
            fromPeer.flush();
        }
    }

    /** Says something on standard error. */
    public void complain(String text) throws IOException {
        complaints.write(text.getBytes(StandardCharsets.UTF_8));
        complaints.flush();
    }

    @Override
    public void close() throws IOException {
        session.close();
        exit.complete(new RemoteProcess.Exit(0, null));
        fromPeer.close();
        complaints.close();
    }

    private void answer() {
        try (var lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher request = REQUEST.matcher(line);
                if (request.find()) {
                    asked.add(line);
                    String method = request.group(1);
                    String whole = answers.getOrDefault(
                            method,
                            "{\"jsonrpc\": \"2.0\", \"id\": ID, \"result\": " + results.getOrDefault(method, "null")
                                    + "}");
                    answer(method, whole.replace("ID", request.group(2)));
                }
            }
        } catch (IOException e) {
            // The session is over.
            return;
        }
    }

    private void answer(String method, String line) throws IOException {
        synchronized (heldAnswers) {
            if (held.contains(method)) {
                heldAnswers.add(line);
                return;
            }
        }
        say(line);
    }

    /** Answers what was held, in the order in which it was asked, and holds nothing more. */
    public void answerHeld() throws IOException {
        synchronized (heldAnswers) {
            held.clear();
            for (String line : heldAnswers) {
                say(line);
            }
            heldAnswers.clear();
        }
    }

    /** How often a method was asked for. */
    public long asked(String method) {
        return asked.stream()
                .filter(line -> line.contains("\"method\":\"" + method + "\""))
                .count();
    }

    /** Ends as a command does. */
    public void exit(int code) throws IOException {
        exit.complete(new RemoteProcess.Exit(code, null));
        fromPeer.close();
    }

    private final class RawTransport implements Transport {
        @Override
        public String label() {
            return "raw";
        }

        @Override
        public RemoteProcess start(RemoteCommand command) {
            return new RawProcess();
        }

        @Override
        public void close() {}
    }

    private final class RawProcess implements RemoteProcess {
        @Override
        public OutputStream stdin() {
            return toPeer;
        }

        @Override
        public InputStream stdout() {
            return output;
        }

        @Override
        public InputStream stderr() {
            return errors;
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return exit;
        }

        @Override
        public void close() {}
    }
}
