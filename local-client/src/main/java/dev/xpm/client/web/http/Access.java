package dev.xpm.client.web.http;

/** What a route asks of a request before it answers, and in which form it refuses. Source: interfaces.md 4.3. */
public enum Access {
    /** Nothing: login, assets, health. */
    OPEN,
    /** A session, else the login page. */
    PAGE,
    /** A session, else 401 with the way to the login page for the script that asked. */
    PARTIAL,
    /** A session or the token as bearer, else 401 as JSON. */
    API,
    /** A session, else 401. */
    STREAM,
    /** A session, and a form or header with the secret of that session. */
    CHANGE
}
