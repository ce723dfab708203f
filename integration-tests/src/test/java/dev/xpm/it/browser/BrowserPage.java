package dev.xpm.it.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One page in a headless Chromium, steered through the W3C WebDriver protocol of its driver. */
public final class BrowserPage implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private BrowserPage(Process driver, int port, Path profile) throws IOException {
        this.driver = driver;
        List<String> arguments = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1280,900",
                "--user-data-dir=" + profile);
        Map<String, Object> wish = Map.of(
                "browserName",
                "chrome",
                "goog:loggingPrefs",
                Map.of("performance", "ALL", "browser", "ALL"),
                "goog:chromeOptions",
                Map.of("binary", Tool.CHROMIUM.path().toString(), "args", arguments));
        String base = "http://127.0.0.1:" + port + "/session";
        JsonNode answer = send(base, Map.of("capabilities", Map.of("alwaysMatch", wish)));
        session = base + "/" + answer.path("sessionId").textValue();
    }

    /** Starts a browser whose profile lies below the folder. */
    public static BrowserPage open(Path folder) throws IOException {
        Path profile = Files.createTempDirectory(folder, "chromium");
        Process driver = new ProcessBuilder(Tool.CHROMEDRIVER.path().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new BrowserPage(driver, portOf(driver), profile);
        } catch (IOException | RuntimeException e) {
            Program.end(driver);
            throw e;
        }
    }

    public void go(String address) throws IOException {
        command("/url", Map.of("url", address));
    }

    /** From now on a screen of 390 by 844, held in a hand. */
    public void asPhone() throws IOException {
        command(
                "/goog/cdp/execute",
                Map.of(
                        "cmd",
                        "Emulation.setDeviceMetricsOverride",
                        "params",
                        Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true)));
    }

    public String address() throws IOException {
        return get("/url").textValue();
    }

    /** What a person can read on the page. */
    public String text() throws IOException {
        return run("return document.body ? document.body.innerText : ''").textValue();
    }

    /** Runs a script in the page and returns its result. */
    public JsonNode run(String script) throws IOException {
        return command("/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /**
     * Clicks the first element that the CSS selector finds; in one step with finding it, because a live page replaces
     * its elements at any moment.
     */
    public void click(String selector) throws IOException {
        command(
                "/execute/sync",
                Map.of("script", "document.querySelector(arguments[0]).click()", "args", List.of(selector)));
    }

    public void awaitText(String text) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> text().contains(text));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("expected \"" + text + "\" on the page but saw:\n" + quietText(), e);
        }
    }

    /** Addresses of all requests since the last call, without those of the browser's own pages. */
    public List<String> requests() throws IOException {
        var addresses = new ArrayList<String>();
        for (JsonNode entry : command("/se/log", Map.of("type", "performance"))) {
            JsonNode message = JSON.readTree(entry.path("message").textValue()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                String address = message.at("/params/request/url").textValue();
                if (!address.startsWith("chrome:") && !address.startsWith("data:")) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    /** What the page complained about since the last call: script errors, violations of the content policy. */
    public List<String> complaints() throws IOException {
        var lines = new ArrayList<String>();
        for (JsonNode entry : command("/se/log", Map.of("type", "browser"))) {
            lines.add(entry.path("message").textValue());
        }
        return lines;
    }

    public Path screenshot(Path file) throws IOException {
        return Files.write(file, Base64.getDecoder().decode(get("/screenshot").textValue()));
    }

    @Override
    public void close() throws IOException {
        try {
            request(HttpRequest.newBuilder(URI.create(session)).DELETE().build());
        } finally {
            Program.end(driver);
        }
    }

    private String quietText() {
        try {
            return address() + "\n" + text();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private JsonNode get(String path) throws IOException {
        return request(HttpRequest.newBuilder(URI.create(session + path)).build());
    }

    private JsonNode command(String path, Map<String, ?> body) throws IOException {
        return send(session + path, body);
    }

    private JsonNode send(String address, Map<String, ?> body) throws IOException {
        return request(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json; charset=utf-8")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    private JsonNode request(HttpRequest request) throws IOException {
        HttpResponse<String> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
        JsonNode value = JSON.readTree(response.body()).path("value");
        if (response.statusCode() != 200) {
            throw new IOException(
                    request.uri().getPath() + ": " + value.path("message").asText());
        }
        return value;
    }

    private static int portOf(Process driver) throws IOException {
        BufferedReader reader = driver.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IOException("the browser driver did not start");
    }
}
