package dev.xpm.client.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    @Test
    void drawsAsTqdmDoes() {
        assertThat(ProgressBar.draw("Epochs", 0, 12, Duration.ZERO))
                .isEqualTo("Epochs:   0%|          | 0/12 [00:00<?, ?it/s]");
        assertThat(ProgressBar.draw("Batches", 3, 5, Duration.ofMillis(120)))
                .isEqualTo("Batches:  60%|██████    | 3/5 [00:00<00:00, 25.00it/s]");
        assertThat(ProgressBar.draw("Epochs", 3, 8, Duration.ofSeconds(90)))
                .isEqualTo("Epochs:  37%|███▊      | 3/8 [01:30<02:30, 30.00s/it]");
        assertThat(ProgressBar.draw("Epochs", 2, 2, Duration.ofSeconds(1)))
                .isEqualTo("Epochs: 100%|██████████| 2/2 [00:01<00:00,  2.00it/s]");
    }
}
