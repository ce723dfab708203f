/** The parts of a JSON-RPC message that both sides name. Source: protocol.md 1.2 to 1.5. */
@NullMarked
package dev.xpm.protocol.message;

import org.jspecify.annotations.NullMarked;
