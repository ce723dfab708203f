package dev.xpm.client.web;

import io.javalin.http.Handler;

/**
 * One line of the route table.
 *
 * @param method {@code GET} or {@code POST}; nothing changes by a GET
 * @param path with the names of its parts in braces
 */
record Route(String method, String path, Access access, Handler handler) {
    static Route page(String path, Handler handler) {
        return new Route("GET", path, Access.PAGE, handler);
    }

    static Route partial(String path, Handler handler) {
        return new Route("GET", path, Access.PARTIAL, handler);
    }

    static Route api(String path, Handler handler) {
        return new Route("GET", path, Access.API, handler);
    }

    static Route stream(String path, Handler handler) {
        return new Route("GET", path, Access.STREAM, handler);
    }

    static Route open(String method, String path, Handler handler) {
        return new Route(method, path, Access.OPEN, handler);
    }

    static Route change(String path, Handler handler) {
        return new Route("POST", path, Access.CHANGE, handler);
    }
}
