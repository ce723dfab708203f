/** Services of a run on this machine: ways through the connection to what they serve, and the browser that shows it. */
@NullMarked
package dev.xpm.client.service;

import org.jspecify.annotations.NullMarked;
