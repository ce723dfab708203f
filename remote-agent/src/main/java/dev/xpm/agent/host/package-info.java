/** What the machine of a workspace is and has left. Source: protocol.md 7.5. */
@NullMarked
package dev.xpm.agent.host;

import org.jspecify.annotations.NullMarked;
