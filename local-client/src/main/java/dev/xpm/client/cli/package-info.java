/** The command line: options, messages, exit codes. Thin; what the commands do lives elsewhere. Source: interfaces.md 1. */
@NullMarked
package dev.xpm.client.cli;

import org.jspecify.annotations.NullMarked;
