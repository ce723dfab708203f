/** Where JSON becomes records and back. Source: protocol.md 3.2 and 4.1. */
@NullMarked
package dev.xpm.protocol.codec;

import org.jspecify.annotations.NullMarked;
