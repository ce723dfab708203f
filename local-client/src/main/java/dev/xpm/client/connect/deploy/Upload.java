package dev.xpm.client.connect.deploy;

/**
 * A file that lies on the host under a name of its own, not yet checked and not yet in its place.
 *
 * @param path absolute
 */
record Upload(Payload payload, String path) {}
