/** The user's settings file, checked as a whole before anything starts. Source: interfaces.md 2. */
@NullMarked
package dev.xpm.client.settings;

import org.jspecify.annotations.NullMarked;
