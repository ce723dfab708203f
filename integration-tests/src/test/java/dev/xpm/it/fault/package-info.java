/** A network that misbehaves as a test says. Source: assurance.md 3, FP. */
@NullMarked
package dev.xpm.it.fault;

import org.jspecify.annotations.NullMarked;
