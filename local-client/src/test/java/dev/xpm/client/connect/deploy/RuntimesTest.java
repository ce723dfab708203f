package dev.xpm.client.connect.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Linux  | aarch64 | glibc 2.36 | tar | NO_JAVA      | this is Linux aarch64
                    Darwin | x86_64  |            | tar | NO_JAVA      | this is Darwin x86_64
                    Linux  | x86_64  | musl       | tar | NO_JAVA      | this host has musl
                    Linux  | x86_64  | glibc 2.28 | tar | NO_JAVA      | needs glibc 2.34, and this host has glibc 2.28
                    Linux  | x86_64  | glibc 2.36 | uv  | NO_JAVA      | has no tar
                    """)
    @Tag("A-D5")
    @Tag("A-R15")
    void saysWhyTheJavaThatWeBringDoesNotFit(
            String os, String arch, String libc, String tool, Problem expected, String text) throws IOException {
        HostReport host = report("os " + os, "arch " + arch, "libc " + (libc == null ? "" : libc), "tool " + tool);
        Payload packed = payload("java");

        MonitorException problem =
                catchThrowableOfType(MonitorException.class, () -> new Runtimes("h", host).choose(packed, "2.34"));

        assertThat(problem.problem()).isEqualTo(expected);
        assertThat(problem.sentence()).startsWith("h has no Java 17 or newer").contains(text);
    }

    @Test
    void namesALimitThatStopsTheJavaOfTheHost() {
        HostReport host = report("os Linux", "arch x86_64", "refused /usr/bin/java Could not reserve enough space");

        MonitorException problem =
                catchThrowableOfType(MonitorException.class, () -> new Runtimes("h", host).choose(null, null));

        assertThat(problem.problem()).isEqualTo(Problem.MEMORY_LIMIT);
    }

    @Test
    void checksumsAreThoseOfTheHostsPrograms() throws IOException {
        Payload hello = payload("hello\n");

        assertThat(hello.checksum()).isEqualTo(3015617425L);
        assertThat(hello.size()).isEqualTo(6);
        assertThat(hello.sha256()).isEqualTo("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        assertThat(Payload.noted(hello.file())).isEqualTo(hello);
    }

    private HostReport report(String... lines) {
        var report = new HostReport();
        List.of(lines).forEach(report::add);
        return report;
    }

    private Payload payload(String text) throws IOException {
        return Payload.of(Files.write(folder.resolve("file"), text.getBytes(StandardCharsets.UTF_8)));
    }
}
