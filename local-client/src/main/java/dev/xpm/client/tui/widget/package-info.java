/** What pages are drawn with: a canvas and its styles, tables, fields to type in. It knows no workspace. */
@NullMarked
package dev.xpm.client.tui.widget;

import org.jspecify.annotations.NullMarked;
