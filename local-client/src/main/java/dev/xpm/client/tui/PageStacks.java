package dev.xpm.client.tui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** Which pages lie on each other in each tab, and which tab is open. A page is refreshed whenever it comes to the top. */
final class PageStacks {
    private final Map<Tab, Deque<Page>> stacks = new EnumMap<>(Tab.class);
    private Tab open;

    /** @param bottom one page for each tab */
    PageStacks(Tab open, Map<Tab, Page> bottom) {
        this.open = open;
        bottom.forEach((tab, page) -> {
            var pages = new ArrayDeque<Page>();
            pages.push(page);
            stacks.put(tab, pages);
        });
    }

    Tab tab() {
        return open;
    }

    /** The page on top of the open tab. */
    Page page() {
        return pages().element();
    }

    /** Whether nothing was opened from the tab's own page. */
    boolean isAtBottom() {
        return pages().size() == 1;
    }

    void open(Tab tab) {
        open = tab;
        page().refresh();
    }

    void push(Page page) {
        pages().push(page);
        page.refresh();
    }

    /** Closes the page on top; only where there is one below. */
    void pop() {
        pages().pop().close();
        page().refresh();
    }

    /** Ends what the pages hold open. */
    void close() {
        stacks.values().forEach(pages -> pages.forEach(Page::close));
    }

    private Deque<Page> pages() {
        return stacks.getOrDefault(open, new ArrayDeque<>());
    }
}
