/** Calls and notifications over a framed stream. Source: protocol.md 1 and 3. */
@NullMarked
package dev.xpm.protocol.endpoint;

import org.jspecify.annotations.NullMarked;
