/** Cutting a byte stream into lines that have a limit. Source: protocol.md 1.1, assurance.md 2.3. */
@NullMarked
package dev.xpm.protocol.frame;

import org.jspecify.annotations.NullMarked;
