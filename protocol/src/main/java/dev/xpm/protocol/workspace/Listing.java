package dev.xpm.protocol.workspace;

import java.util.List;

/** A list that a peer sent, and how many of its entries could not be read: one bad entry does not spoil the rest. */
public record Listing<T>(List<T> items, int unreadable) {
    public Listing {
        items = List.copyOf(items);
    }
}
