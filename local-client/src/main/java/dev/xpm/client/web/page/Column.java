package dev.xpm.client.web.page;

import org.jspecify.annotations.Nullable;

/**
 * The head of a column.
 *
 * @param key names it in addresses and for the style sheet
 * @param href null for a column that does not sort
 * @param order value of {@code aria-sort}, null for a column that does not sort
 */
record Column(
        String title,
        String key,
        @Nullable String href,
        @Nullable String order) {
    static Column plain(String title, String key) {
        return new Column(title, key, null, null);
    }

    String arrow() {
        return "ascending".equals(order) ? "▲" : "descending".equals(order) ? "▼" : "";
    }
}
