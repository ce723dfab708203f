package dev.xpm.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent in a process of its own, as a client starts it. */
final class AgentProcess implements AutoCloseable {
    /** Far more than it may take; a test that waits that long has found a fault. */
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;

    private AgentProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static AgentProcess start(Path workspace) throws IOException {
        return start(AgentMain.class, workspace);
    }

    static AgentProcess startReadOnly(Path workspace) throws IOException {
        return start(AgentMain.class, workspace, "--read-only");
    }

    static AgentProcess start(Class<?> main, Path workspace, String... options) throws IOException {
        return startIn("C.UTF-8", main, workspace, options);
    }

    /** As {@code LC_ALL} has it. */
    static AgentProcess startIn(String locale, Class<?> main, Path workspace, String... options) throws IOException {
        // A test run in the background has signals ignored, and children inherit that.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of("experiments", "--workdir", workspace.toString(), "monitor-server"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        builder.environment()
                .put("XDG_STATE_HOME", workspace.resolveSibling("state").toString());
        return new AgentProcess(builder.start());
    }

    void send(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void request(int id, String method, String params) throws IOException {
        send("{\"jsonrpc\": \"2.0\", \"method\": \"" + method + "\", \"params\": {" + params + "}, \"id\": " + id
                + "}");
    }

    String read() throws IOException {
        return String.valueOf(out.readLine());
    }

    List<String> readAll() {
        return out.lines().toList();
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The raw stream, for whoever reads no lines. */
    InputStream stdout() {
        return process.getInputStream();
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    void closeStdout() throws IOException {
        process.getInputStream().close();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** A number of what the kernel tells of the process, in the file of that name below {@code /proc}. */
    long counter(String file, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), file)).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent did not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            process.getErrorStream().close();
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
