/** Files of the workspace on this machine: logs read and followed, files copied on demand. Source: protocol.md 5.5, 7.4. */
@NullMarked
package dev.xpm.client.pull;

import org.jspecify.annotations.NullMarked;
