package dev.xpm.client.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorPagesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.com", "/\\evil.com", "https://evil.com", "javascript:alert(1)", "", "x", "/a b", "/a\nb"
            })
    void nobodyIsLedElsewhereAfterLogin(String next) {
        assertThat(DoorPages.ownPath(next)).isEqualTo("/");
    }
}
