/** What the two sides tell each other first. Source: protocol.md 2.4 and 7.2. */
@NullMarked
package dev.xpm.protocol.handshake;

import org.jspecify.annotations.NullMarked;
