package dev.xpm.client.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @TempDir
    private Path home;

    private Path ssh;
    private Path system;

    @BeforeEach
    void prepare() throws IOException {
        ssh = Files.createDirectory(home.resolve(".ssh"));
        system = home.resolve("ssh_config");
    }

    @Test
    void takesTheFirstValueOfOptionsUserAndSystem() throws Exception {
        Files.writeString(ssh.resolve("config"), "Host box\n Port 2200\n User ann\nHost *\n Port 1\n");
        Files.writeString(system, "Port 2\nHashKnownHosts yes\n");

        ConfigValues values = read("box", "-l bob");

        assertThat(values.get("user")).isEqualTo("bob");
        assertThat(values.get("port")).isEqualTo("2200");
        assertThat(values.get("hashknownhosts")).isEqualTo("yes");
    }

    @Test
    void addsUpIdentityFilesAndReadsQuotesAndComments() throws Exception {
        Files.writeString(ssh.resolve("config"), """
                # a comment
                IdentityFile "/a key"   # the first
                IdentityFile=/b
                Host other
                  IdentityFile /c
                """);

        assertThat(read("box").all("identityfile")).containsExactly("/a key", "/b");
        assertThat(read("other").all("identityfile")).containsExactly("/a key", "/b", "/c");
    }

    @Test
    void matchesPatternsAndTheirNegation() throws Exception {
        Files.writeString(ssh.resolve("config"), "Host *.org !gate.org node?\n Port 7\n");

        assertThat(read("a.org").get("port")).isEqualTo("7");
        assertThat(read("node1").get("port")).isEqualTo("7");
        assertThat(read("gate.org").get("port")).isNull();
        assertThat(read("node12").get("port")).isNull();
    }

    @Test
    void includesFilesWhereTheBlockApplies() throws Exception {
        Files.createDirectory(ssh.resolve("conf.d"));
        Files.writeString(ssh.resolve("conf.d/1.conf"), "Host box\n Port 3\n");
        Files.writeString(ssh.resolve("conf.d/2.conf"), "User inc\n");
        Files.writeString(ssh.resolve("only"), "HostName elsewhere\n");
        Files.writeString(
                ssh.resolve("config"), "Include conf.d/*.conf nothere\nHost other\n Include ~/.ssh/only\n Port 4\n");

        assertThat(read("box").get("port")).isEqualTo("3");
        assertThat(read("box").get("user")).isEqualTo("inc");
        assertThat(read("box").get("hostname")).isNull();
        assertThat(read("other").get("hostname")).isEqualTo("elsewhere");
        assertThat(read("other").get("port")).isEqualTo("4");
    }

    @Test
    void aFileThatIncludesItselfHasAnEnd() throws Exception {
        Files.writeString(ssh.resolve("config"), "Include config\nPort 5\n");

        assertThat(read("box").get("port")).isEqualTo("5");
    }

    @Test
    void understandsMatch() throws Exception {
        Files.writeString(ssh.resolve("config"), """
                Host box
                  HostName box.example.org
                Match host *.example.org,*.net user ann
                  Port 1
                Match originalhost box !user ann
                  Port 2
                Match exec "true"
                  ProxyJump never
                Match all
                  Compression yes
                """);

        assertThat(read("ann@box").get("port")).isEqualTo("1");
        assertThat(read("bob@box").get("port")).isEqualTo("2");
        assertThat(read("bob@box").get("proxyjump")).isNull();
        assertThat(read("bob@box").get("compression")).isEqualTo("yes");
    }

    private ConfigValues read(String host, String... options) throws Exception {
        return ConfigFiles.read(SshHost.parse(host), SshOptions.parse(List.of(options)), home, system);
    }
}
