package dev.xpm.client.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.config.ConfigValues;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void turnsValuesIntoSettings() throws Exception {
        HostSettings settings = settings("""
                hostname %h.example.org
                user ann
                proxyjump bob@gate:2222,[::1]:22
                identityfile /keys/%r@%h-%p-%%
                identitiesonly yes
                userknownhostsfile /k1 /k2
                globalknownhostsfile none
                stricthostkeychecking accept-new
                identityagent none
                connecttimeout 7
                preferredauthentications password,publickey
                """);

        assertThat(settings.hostName()).isEqualTo("box.example.org");
        assertThat(settings.identityFiles()).containsExactly(Path.of("/keys/ann@box.example.org-22-%"));
        assertThat(settings.identitiesOnly()).isTrue();
        assertThat(settings.agentSocket()).isNull();
        assertThat(settings.jumps())
                .containsExactly(new JumpSpec(SshHost.parse("bob@gate"), 2222), new JumpSpec(SshHost.parse("::1"), 22));
        assertThat(settings.globalKnownHosts()).isEmpty();
        assertThat(settings.userKnownHosts()).containsExactly(Path.of("/k1"), Path.of("/k2"));
        assertThat(settings.hostKeyPolicy()).isEqualTo(HostKeyPolicy.ACCEPT_NEW);
        assertThat(settings.connectLimit()).hasSeconds(7);
        assertThat(settings.methods()).containsExactly("password", "publickey");
        assertThat(settings.aliveInterval()).hasSeconds(5);
        assertThat(settings.aliveCount()).isEqualTo(3);
    }

    @Test
    void takesOnlyAddressesOfTheWantedFamily() throws Exception {
        InetAddress four = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress six = InetAddress.getByAddress(new byte[16]);

        assertThat(settings("addressfamily any\n").allows(four)).isTrue();
        assertThat(settings("addressfamily inet\n").allows(six)).isFalse();
        assertThat(settings("addressfamily inet6\n").allows(six)).isTrue();
        assertThat(settings("addressfamily inet6\n").allows(four)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "proxycommand nc %h %p, ProxyCommand is set for box",
        "pkcs11provider /usr/lib/opensc.so, PKCS11Provider is set for box",
        "knownhostscommand /bin/true, KnownHostsCommand is set for box",
        "revokedhostkeys /etc/revoked, RevokedHostKeys is set for box",
        "verifyhostkeydns yes, VerifyHostKeyDNS is set for box",
        "bindaddress 10.0.0.1, BindAddress is set for box",
    })
    void saysWhatOnlyTheSshProgramCanDo(String line, String reason) {
        assertThat(beyond(line + "\n")).isEqualTo(reason);
    }

    @Test
    void whatMeansNothingIsNoReason() throws Exception {
        settings("verifyhostkeydns false\npkcs11provider none\nproxycommand none\ngssapiauthentication yes\n");
        settings("proxyjump gate\nproxycommand ssh -W x gate\n");
    }

    @Test
    void leavesGssapiToTheSshProgramWhereItIsTheOnlyWay() {
        assertThat(beyond("gssapiauthentication yes\npreferredauthentications gssapi-with-mic\n"))
                .isEqualTo("only GSSAPI authentication is allowed for box");
        assertThat(beyond("hostbasedauthentication yes\npreferredauthentications hostbased\n"))
                .isEqualTo("only host-based authentication is allowed for box");
    }

    @Test
    void leavesAFidoKeyToTheSshProgramWhereItIsTheOnlyOne() throws Exception {
        Path hardware = key("id_sk", "sk-ssh-ed25519@openssh.com AAAAGnNr test");
        Path ordinary = key("id", "ssh-ed25519 AAAAC3Nz test");

        assertThat(beyond("identityagent none\nidentityfile " + hardware + "\n"))
                .isEqualTo("the only key for box is a FIDO key");
        settings("identityagent none\nidentityfile " + hardware + "\nidentityfile " + ordinary + "\n");
    }

    @Test
    @Tag("A-S4")
    void leavesCertificatesToTheSshProgram() throws Exception {
        Path known = folder.resolve("known_hosts");
        String authority = "@cert-authority *.example.org,box ssh-ed25519 "
                + "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n";
        Files.writeString(known, authority);
        String configuration = "identityagent none\nglobalknownhostsfile none\nuserknownhostsfile " + known + "\n";
        assertThat(beyond(configuration)).isEqualTo("known_hosts names a certificate authority for box");

        Files.writeString(known, authority.replace("box", "other"));
        settings(configuration);
        Files.writeString(known, authority + authority.replace("@cert-authority *.example.org,", ""));
        settings(configuration);

        Path key = key("id", "ssh-ed25519 AAAAC3Nz test");
        Files.writeString(folder.resolve("id-cert.pub"), "ssh-ed25519-cert-v01@openssh.com AAAA\n");
        assertThat(beyond(configuration + "identityfile " + key + "\n"))
                .isEqualTo("there is a certificate for the key " + key);
    }

    private Path key(String name, String publicKey) throws IOException {
        Files.writeString(folder.resolve(name + ".pub"), publicKey + "\n");
        return Files.writeString(folder.resolve(name), "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    }

    private static String beyond(String configuration) {
        return catchThrowableOfType(BeyondBuiltinException.class, () -> settings(configuration))
                .what();
    }

    private static HostSettings settings(String configuration) throws Exception {
        var values = new ConfigValues();
        configuration.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            values.add(line.substring(0, blank), line.substring(blank + 1));
        });
        return HostSettings.of(SshHost.parse("box"), values);
    }
}
