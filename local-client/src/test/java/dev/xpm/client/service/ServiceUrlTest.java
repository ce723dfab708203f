package dev.xpm.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.text.UntrustedText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://node17:6006, http://node17:6006/",
        "HTTP://Node17/x?y=1#scalars, http://node17:80/x?y=1#scalars",
        "https://[::1]:8443/a%20b, https://[::1]:8443/a%20b",
        "http://user:pass@node17:6006/, http://node17:6006/",
        "http://0.0.0.0:6006/é, http://0.0.0.0:6006/%C3%A9",
        "http://node17:6006//evil.com/, http://node17:6006//evil.com/"
    })
    void readsWhatABrowserCanShow(String told, String read) {
        assertThat(ServiceUrl.parse(UntrustedText.of(told))).hasToString(read);
    }

    @Tag("A-W11")
    @Tag("A-W1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "file:///etc/passwd",
                "ftp://node17/",
                "//node17:6006/",
                "node17:6006",
                "http://",
                "http:///x",
                "http://-oProxyCommand=x:1/",
                "http://node17:0/",
                "http://node17:65536/",
                "http://node17:6006/\"onmouseover=\"x",
                "http://node17:6006/<b>",
                "http://no de:6006/",
                "http://node17;id:6006/",
                "http://node17:6006/\u001b[2J",
                "http://node17:6006/\udc80",
                "http://node17:6006/\n",
                "http://node17:6006/\nX: y",
                "http://node17:6006/\udc80lone"
            })
    void refusesWhatIsNoPlaceOfTheWeb(String told) {
        ServiceUrl read = ServiceUrl.parse(UntrustedText.of(told));
        if (told.endsWith("/\n")) {
            assertThat(read).hasToString("http://node17:6006/");
        } else {
            assertThat(read).isNull();
        }
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThat(ServiceUrl.parse(UntrustedText.of("http://node17:6006/" + "a".repeat(2_000))))
                .isNull();
    }
}
