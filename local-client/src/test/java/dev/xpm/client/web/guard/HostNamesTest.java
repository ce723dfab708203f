package dev.xpm.client.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostNamesTest {
    @Test
    void anOuterAddressAddsItsNameAndNothingElse() {
        var named = new HostNames(new WebOptions("cluster.example.org", 0, "t", List.of("alias")));
        assertThat(named.isOurs("cluster.example.org:80")).isTrue();
        assertThat(named.isOurs("alias")).isTrue();
        assertThat(named.isOurs("10.0.0.7")).isFalse();
        var any = new HostNames(WebOptions.of("0.0.0.0", 0, "t"));
        assertThat(any.isOurs("10.0.0.7:12345")).isTrue();
        assertThat(any.isOurs("evil.com")).isFalse();
        assertThat(WebOptions.of("0.0.0.0", 0, null).token()).hasSize(22);
    }
}
