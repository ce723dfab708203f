/**
 * {@code xpm demo}: a sample workspace in the real format, a player that makes an experiment run in it, and an SSH server
 * to watch it through. Source: workspace-format.md 1 to 3.
 */
@NullMarked
package dev.xpm.client.demo;

import org.jspecify.annotations.NullMarked;
