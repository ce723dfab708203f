package dev.xpm.protocol.codec;

/**
 * A list answer whose items are written one by one when its turn comes, so that a long list never lies in memory as
 * text. The iterable is walked once, on the writer's thread.
 */
public record Streamed<T>(Iterable<T> items) {}
