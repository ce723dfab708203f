package dev.xpm.client.web.page;

/** One of the views of a page; {@code count} is empty where there is nothing to count. */
record Tab(String title, String count, String href, boolean current) {}
