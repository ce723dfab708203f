/** The face for scripts: events and lists as text or JSON, one a line. Source: interfaces.md 1.7. */
@NullMarked
package dev.xpm.client.json;

import org.jspecify.annotations.NullMarked;
