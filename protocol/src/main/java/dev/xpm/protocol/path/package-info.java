/** Names and paths that cannot lead astray. Source: protocol.md 3.5, workspace-format.md 6.1. */
@NullMarked
package dev.xpm.protocol.path;

import org.jspecify.annotations.NullMarked;
