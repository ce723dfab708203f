/** Ways to a host, and a session with the agent that runs there. Source: protocol.md 2. */
@NullMarked
package dev.xpm.client.connect;

import org.jspecify.annotations.NullMarked;
