/** Text that came from elsewhere, and how it may be shown. Source: assurance.md 3 T. */
@NullMarked
package dev.xpm.protocol.text;

import org.jspecify.annotations.NullMarked;
