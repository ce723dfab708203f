package dev.xpm.client.connect;

/**
 * An agent that has just been started.
 *
 * @param process its output begins with the first frame, but for noise
 * @param stderr already being read
 */
public record StartedAgent(RemoteProcess process, RemoteLines stderr) {}
