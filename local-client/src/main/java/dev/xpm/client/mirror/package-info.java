/** What the client knows of a workspace, kept fresh by events. Source: protocol.md 5. */
@NullMarked
package dev.xpm.client.mirror;

import org.jspecify.annotations.NullMarked;
