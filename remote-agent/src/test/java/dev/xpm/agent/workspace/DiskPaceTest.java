package dev.xpm.agent.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One slow look makes no slow disk. */
class DiskPaceTest {
    private static final long QUICK = 10_000;
    private static final long SLOW = 1_000_000;

    @Test
    void onlyManySlowLooksMakeASlowDiskAndQuickOnesMakeItQuickAgain() {
        looks(40, QUICK);
        looks(3, SLOW);
        assertThat(DiskPace.isSlow()).isFalse();
        looks(40, SLOW);
        assertThat(DiskPace.isSlow()).isTrue();
        looks(40, QUICK);
        assertThat(DiskPace.isSlow()).isFalse();
    }

    private static void looks(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            DiskPace.took(nanos);
        }
    }
}
