/** Brings our own agent to a host, and a Java where the host has none, and starts it there. */
@NullMarked
package dev.xpm.client.connect.deploy;

import org.jspecify.annotations.NullMarked;
