package dev.xpm.client.web.http;

import io.javalin.http.Handler;

/**
 * One line of the route table.
 *
 * @param method {@code GET} or {@code POST}; nothing changes by a GET
 * @param path with the names of its parts in braces
 */
public record Route(String method, String path, Access access, Handler handler) {
    public static Route page(String path, Handler handler) {
        return new Route("GET", path, Access.PAGE, handler);
    }

    public static Route partial(String path, Handler handler) {
        return new Route("GET", path, Access.PARTIAL, handler);
    }

    public static Route api(String path, Handler handler) {
        return new Route("GET", path, Access.API, handler);
    }

    public static Route stream(String path, Handler handler) {
        return new Route("GET", path, Access.STREAM, handler);
    }

    public static Route open(String method, String path, Handler handler) {
        return new Route(method, path, Access.OPEN, handler);
    }

    public static Route change(String path, Handler handler) {
        return new Route("POST", path, Access.CHANGE, handler);
    }
}
