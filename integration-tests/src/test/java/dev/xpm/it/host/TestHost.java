package dev.xpm.it.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A host that a test reaches by SSH, with a key that it accepts. */
public interface TestHost extends AutoCloseable {
    /** {@code user@address}. */
    String destination();

    /** An SSH configuration file for exactly this host: port, key, known hosts. OpenSSH and our client read it. */
    Path configuration();

    /** The value of the client's ssh options that names the configuration. */
    default List<String> options() {
        return List.of("-F " + configuration());
    }

    @Override
    void close() throws IOException;
}
