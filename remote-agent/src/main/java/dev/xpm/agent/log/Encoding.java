package dev.xpm.agent.log;

import dev.xpm.protocol.message.RpcException;
import org.jspecify.annotations.Nullable;

/** How the bytes of a file travel. Source: protocol.md 7.4. */
enum Encoding {
    /** As text: cut at the borders of characters, with invalid bytes replaced. */
    TEXT,
    /** As they are, in base64. */
    BASE64;

    static Encoding of(@Nullable String name) throws RpcException {
        if (name == null || name.equals("utf-8")) {
            return TEXT;
        }
        if (name.equals("base64")) {
            return BASE64;
        }
        throw RpcException.invalidParams("encoding must be utf-8 or base64");
    }
}
