/** Looks at a connection stage by stage, and says of each what is there or what to do. Source: interfaces.md 1.1. */
@NullMarked
package dev.xpm.client.connect.doctor;

import org.jspecify.annotations.NullMarked;
