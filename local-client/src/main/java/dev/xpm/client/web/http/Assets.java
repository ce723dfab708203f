package dev.xpm.client.web.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Scripts and style sheets: a fixed list, read and compressed once. Their address changes with their content, so that
 * a browser may keep them for ever.
 */
public final class Assets {
    private static final String OWN = "/dev/xpm/client/web/assets/";
    private static final String JARS = "/META-INF/resources/webjars/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final class Asset {
        private final String type;
        private final byte[] content;
        private final byte[] gzip;

        Asset(String type, byte[] content, byte[] gzip) {
            this.type = type;
            this.content = content;
            this.gzip = gzip;
        }
    }

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String base;

    public Assets() {
        add("htmx.js", SCRIPT, JARS + "htmx.org/2.0.10/dist/htmx.min.js");
        add("pico.css", STYLE, JARS + "picocss__pico/2.1.1/css/pico.min.css");
        add("app.css", STYLE, OWN + "app.css");
        for (String script : List.of("theme.js", "live.js", "log.js", "keys.js")) {
            add(script, SCRIPT, OWN + script);
        }
        add("icon.svg", "image/svg+xml", OWN + "icon.svg");
        base = "/assets/" + version() + "/";
    }

    /** What comes before the name of an asset in its address. */
    public String base() {
        return base;
    }

    public List<Route> routes() {
        return List.of(Route.open("GET", "/assets/{version}/{name}", this::serve));
    }

    private void serve(Context ctx) {
        Asset asset = assets.get(ctx.pathParam("name"));
        if (asset == null) {
            throw Refusal.notFound("There is no such file.");
        }
        String accepted = ctx.header("Accept-Encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        boolean current = ctx.path().startsWith(base);
        ctx.disableCompression()
                .contentType(asset.type)
                .header("Vary", "Accept-Encoding")
                .header("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-store")
                .result(gzip ? asset.gzip : asset.content);
        if (gzip) {
            ctx.header("Content-Encoding", "gzip");
        }
    }

    private void add(String name, String type, String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + resource);
            }
            byte[] content = in.readAllBytes();
            var packed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(content);
            }
            assets.put(name, new Asset(type, content, packed.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            assets.values().forEach(asset -> digest.update(asset.content));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
