package dev.xpm.protocol.endpoint;

/** Where a request waits for its turn: what is slow must not stand before what is quick. Source: protocol.md P10. */
enum Lane {
    /** Needs nothing but the reader, and its answer goes before all that waits to be written. */
    URGENT(0),
    /** Needs nothing but the reader. */
    AT_ONCE(0),
    /** Reads what it is asked for. */
    QUERY(2),
    /** Waits for a process and needs no processor: ten of them must not hold up a query. */
    SAMPLE(8),
    /** Changes something: one at a time. Source: protocol.md 1.10. */
    CHANGE(1),
    /** May take as long as the workspace is large. */
    SCAN(1);

    private final int threads;

    Lane(int threads) {
        this.threads = threads;
    }

    int threads() {
        return threads;
    }
}
