package dev.xpm.client.pull;

import java.util.List;

/**
 * A regular file as the agent lists it.
 *
 * @param components of its path below the workspace
 * @param millis time of the last change, Unix
 */
record RemoteFile(List<String> components, long bytes, long millis) {
    RemoteFile {
        components = List.copyOf(components);
    }

    String relative() {
        return String.join("/", components);
    }
}
