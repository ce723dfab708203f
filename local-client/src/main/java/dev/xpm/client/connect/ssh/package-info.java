/** SSH built in: configuration, keys, host keys, and the connection. Apache MINA SSHD stays in here. */
@NullMarked
package dev.xpm.client.connect.ssh;

import org.jspecify.annotations.NullMarked;
