/** Hosts that are reached by SSH: the machine's sshd, one inside the test, one in a container. */
@NullMarked
package dev.xpm.it.host;

import org.jspecify.annotations.NullMarked;
