package dev.xpm.client.tui;

/** By what a table is sorted, and in which direction. */
final class Order<S extends Enum<S>> {
    private S by;
    private boolean reversed;

    Order(S by) {
        this.by = by;
    }

    S by() {
        return by;
    }

    boolean reversed() {
        return reversed;
    }

    /** The same order again turns it around. */
    void choose(S wanted) {
        reversed = wanted == by && !reversed;
        by = wanted;
    }

    String mark() {
        return reversed ? "▼" : "▲";
    }
}
