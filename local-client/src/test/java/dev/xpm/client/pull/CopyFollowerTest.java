package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyFollowerTest {
    private final Impatient worker = new Impatient();
    private final AtomicInteger copies = new AtomicInteger();
    private final AtomicReference<MonitorException> failure = new AtomicReference<>();

    @AfterEach
    void end() {
        worker.shutdownNow();
    }

    @Test
    void theLogOfAJobThatEndedIsGivenUpAfterThreeFailuresWithTheReason() {
        var reason = new MonitorException(Problem.TRANSFER, "the disk is full");
        follow(new Unobtainable(reason), CompletableFuture.completedFuture(false));

        await().until(() -> failure.get() != null);
        assertThat(failure.get()).isSameAs(reason);
        assertThat(copies).hasValue(3);
    }

    @Test
    void theLogOfARunningJobIsNeverGivenUp() {
        var reason = new MonitorException(Problem.TRANSFER, "no such file");
        CopyFollower follower = follow(new Unobtainable(reason), CompletableFuture.completedFuture(true));

        await().until(() -> copies.get() > 10);
        assertThat(failure).hasNullValue();
        follower.close();
    }

    @Test
    void aJobThatCannotBeAskedForIsNotTakenForEnded() {
        var reason = new MonitorException(Problem.TRANSFER, "no such file");
        CopyFollower follower =
                follow(new Unobtainable(reason), CompletableFuture.failedFuture(new IllegalStateException("busy")));

        await().until(() -> copies.get() > 10);
        assertThat(failure).hasNullValue();
        follower.close();
    }

    private CopyFollower follow(CopyFollower.Copied copied, CompletableFuture<Boolean> running) {
        var follower = new CopyFollower(copied, worker, new Failures(), () -> running);
        follower.start(0);
        return follower;
    }

    private final class Unobtainable implements CopyFollower.Copied {
        private final MonitorException reason;

        Unobtainable(MonitorException reason) {
            this.reason = reason;
        }

        @Override
        public CompletableFuture<PullReport> pull() {
            copies.incrementAndGet();
            return CompletableFuture.failedFuture(reason);
        }

        @Override
        public LogSlice read(long offset, int bytes) {
            return new LogSlice(0, 0, 0, null, "", true, false, 0, UntrustedText.EMPTY);
        }
    }

    private final class Failures implements LogSource.Listener {
        @Override
        public void onSlice(LogSlice slice) {}

        @Override
        public void onFailure(MonitorException reason) {
            failure.set(reason);
        }
    }

    /** For whom all waiting is over at once. */
    private static final class Impatient extends ScheduledThreadPoolExecutor {
        Impatient() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return super.schedule(work, 0, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
            return super.schedule(work, 0, unit);
        }
    }
}
