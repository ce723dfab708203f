/** The web face: pages made on the server, live by server-sent events. Source: interfaces.md 4. */
@NullMarked
package dev.xpm.client.web;

import org.jspecify.annotations.NullMarked;
