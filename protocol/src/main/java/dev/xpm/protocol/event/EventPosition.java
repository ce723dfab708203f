package dev.xpm.protocol.event;

/**
 * Where an event stands in what a server tells: the epoch is another one after each start of the server, the number
 * grows by one with each event. Source: protocol.md 7.3.
 */
public record EventPosition(String epoch, long seq) {}
