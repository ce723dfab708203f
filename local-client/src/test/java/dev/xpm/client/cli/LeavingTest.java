package dev.xpm.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeavingTest {
    private final Leaving leaving = new Leaving();

    @Test
    void closesWhatWasOpenedLastFirstAndOnce() {
        var closed = new ArrayList<String>();
        AutoCloseable first = () -> closed.add("first");
        AutoCloseable failing = () -> {
            throw new IllegalStateException("no");
        };
        AutoCloseable last = () -> closed.add("last");
        leaving.closeAtEnd(first);
        leaving.closeAtEnd(failing);
        leaving.closeAtEnd(last);

        leaving.leave();
        leaving.leave();

        assertThat(closed).containsExactlyElementsOf(List.of("last", "first"));
    }

    @Test
    void closesAtOnceWhatComesTooLate() {
        leaving.leave();
        var closed = new CompletableFuture<Void>();
        AutoCloseable late = () -> closed.complete(null);

        leaving.closeAtEnd(late);

        assertThat(closed).isCompleted();
    }

    @Test
    void waitsForAnotherThreadThatIsClosing() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        AutoCloseable slow = () -> {
            begun.countDown();
            mayEnd.await();
        };
        leaving.closeAtEnd(slow);
        var first = new Thread(leaving::leave);
        var second = new Thread(leaving::leave);
        first.start();
        begun.await();
        second.start();
        Awaitility.await().until(() -> second.getState() == Thread.State.BLOCKED);
        mayEnd.countDown();
        first.join();
        second.join();
    }
}
