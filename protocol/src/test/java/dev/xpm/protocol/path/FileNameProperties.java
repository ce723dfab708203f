package dev.xpm.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** Names of any bytes: assurance.md D8. */
@Tag("A-D8")
class FileNameProperties {
    private static Path named(byte[] bytes) {
        return Path.of(URI.create("file:///top/%" + HexFormat.ofDelimiter("%").formatHex(bytes)));
    }

    /** Any bytes but NUL and the slash. */
    @Property
    void theTextOfAnyNameLeadsBackToIt(@ForAll @Size(min = 1, max = 40) byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = bytes[at] == 0 || bytes[at] == '/' || bytes[at] == '.' ? (byte) 0xe9 : bytes[at];
        }
        Path path = named(bytes);
        String text = FileName.of(path);
        assertThat(FileName.path(text)).isEqualTo(path.getFileName());
        assertThat(FileName.in(Path.of("/top"), text)).isEqualTo(path);
        assertThat(FileName.wholeOf(path)).isEqualTo("/top/" + text);
        assertThat(PathComponent.isValid(text)).isTrue();
    }

    @Property
    void whatIsUtf8StandsAsItIs(@ForAll @UniqueElements @Size(min = 1, max = 8) char[] letters) {
        String text = new String(letters).replaceAll("[\\p{Cs}/\\x00.]", "é");
        assertThat(FileName.of(named(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(text);
    }

    @Example
    void aByteThatIsNoTextStandsAsTheOriginalHasIt() {
        assertThat(FileName.of(named(new byte[] {'c', 'a', 'f', (byte) 0xe9}))).isEqualTo("caf\udce9");
        assertThat(FileName.of(named(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})))
                .isEqualTo("\udced\udca0\udc80");
        assertThat(FileName.of(Path.of("/"))).isEmpty();
    }

    @Example
    void otherHalvesAreNoNames() {
        assertThatThrownBy(() -> FileName.path("a\ud800")).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> FileName.path("a\udc01")).isInstanceOf(InvalidPathException.class);
        assertThat(PathComponent.isValid("a\ud800b")).isFalse();
        assertThat(PathComponent.isValid("a\ud83d\ude00")).isTrue();
    }
}
