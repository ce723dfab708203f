/** The program that runs beside a workspace and answers for it. Source: protocol.md 2. */
@NullMarked
package dev.xpm.agent;

import org.jspecify.annotations.NullMarked;
