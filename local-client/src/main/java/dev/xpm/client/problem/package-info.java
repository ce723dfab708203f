/** What can go wrong, each with a stable code, a sentence and a remedy. Source: interfaces.md 1.8. */
@NullMarked
package dev.xpm.client.problem;

import org.jspecify.annotations.NullMarked;
