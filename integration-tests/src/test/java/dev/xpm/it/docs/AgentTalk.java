package dev.xpm.it.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.it.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The agent's jar on a workspace, spoken to line by line. */
public final class AgentTalk implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final long PATIENCE_SECONDS = 60;

    private final Process agent;
    private int asked;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1_000);

    /** Of another kind than was awaited so far, oldest first. */
    private final List<JsonNode> early = new ArrayList<>();

    private AgentTalk(Process agent) {
        this.agent = agent;
        var reader = new Thread(this::read, "agent-talk");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one.
     *
     * @param errors where the agent's standard error goes; its state lies beside it
     */
    public static AgentTalk with(Path workspace, Path errors) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = Program.root().resolve("remote-agent/target/xpm-agent.jar").toString();
        return new AgentTalk(
                Program.of(java, "-jar", jar, "experiments", "--workdir", workspace.toString(), "monitor-server")
                        .with("XDG_STATE_HOME", errors.resolveSibling("state").toString())
                        .errors(errors)
                        .start());
    }

    /** Asks a question and waits for its answer, and passes over all notifications meanwhile. */
    public JsonNode ask(String method, String parameters) throws IOException, InterruptedException {
        asked++;
        send("{\"jsonrpc\": \"2.0\", \"id\": " + asked + ", \"method\": \"" + method + "\", \"params\": " + parameters
                + "}");
        JsonNode answer = await(JSON.createObjectNode().put("id", asked));
        if (answer.path("id").asInt() != asked || !answer.has("result")) {
            throw new AssertionError(method + " was answered by " + answer);
        }
        return answer.path("result");
    }

    void send(String line) throws IOException {
        agent.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        agent.getOutputStream().flush();
    }

    /** The next line of the same kind: notifications come when they like, also between a question and its answer. */
    JsonNode await(JsonNode like) throws IOException, InterruptedException {
        for (JsonNode message : early) {
            if (isAlike(message, like)) {
                early.remove(message);
                return message;
            }
        }
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("the agent said nothing like " + like + " but " + early);
            }
            JsonNode message = JSON.readTree(line);
            if (isAlike(message, like)) {
                return message;
            }
            early.add(message);
        }
    }

    private static boolean isAlike(JsonNode one, JsonNode other) {
        return one.has("method") == other.has("method");
    }

    @Override
    public void close() {
        Program.end(agent);
    }

    private void read() {
        try (BufferedReader output = agent.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.put(line);
            }
        } catch (IOException e) {
            // Closed; whoever still waits for a line says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
