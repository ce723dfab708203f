package dev.xpm.agent.action;

import java.io.IOException;

/** Where a test lets an operation on the disk fail. Called right before and right after each one. */
@FunctionalInterface
interface Faults {
    Faults NONE = operation -> {};

    /**
     * Passes that point.
     *
     * @throws IOException to make the operation fail there
     */
    void at(String operation) throws IOException;
}
