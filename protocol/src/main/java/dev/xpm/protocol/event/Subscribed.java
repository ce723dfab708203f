package dev.xpm.protocol.event;

/**
 * The answer to a subscription.
 *
 * @param position of the last event that was sent
 * @param resumed whether all events after the one asked for were or will be sent; if not, the client reads all anew
 */
public record Subscribed(EventPosition position, boolean resumed) {}
