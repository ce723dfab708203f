/** SSH by the system's ssh program: one master connection, and every command over its control socket. */
@NullMarked
package dev.xpm.client.connect.openssh;

import org.jspecify.annotations.NullMarked;
