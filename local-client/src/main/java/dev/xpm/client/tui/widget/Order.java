package dev.xpm.client.tui.widget;

/** By what a table is sorted, and in which direction. */
public final class Order<S extends Enum<S>> {
    private S by;
    private boolean reversed;

    public Order(S by) {
        this.by = by;
    }

    public S by() {
        return by;
    }

    public boolean reversed() {
        return reversed;
    }

    /** The same order again turns it around. */
    public void choose(S wanted) {
        reversed = wanted == by && !reversed;
        by = wanted;
    }

    public String mark() {
        return reversed ? "▼" : "▲";
    }
}
