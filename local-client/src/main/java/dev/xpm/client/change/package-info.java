/** What a user changes on a host: each change is sent once, and what came of it is known or said to be unknown. */
@NullMarked
package dev.xpm.client.change;

import org.jspecify.annotations.NullMarked;
