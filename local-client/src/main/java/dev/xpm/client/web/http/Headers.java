package dev.xpm.client.web.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every answer carries, errors included. Source: interfaces.md 4.3. */
public final class Headers {
    public static final Map<String, String> ALWAYS = always();

    private Headers() {}

    private static Map<String, String> always() {
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                        + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return headers;
    }
}
