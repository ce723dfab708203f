package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.Questions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * A key of the user. Its public half can be offered without the passphrase, which is asked only when the host has
 * accepted the key. Used by one session's thread at a time.
 */
final class KeyFile {
    private static final System.Logger LOG = System.getLogger(KeyFile.class.getName());

    private static final int MAX_BYTES = 64 << 10;
    private static final int PASSPHRASE_TRIES = 3;

    private static final String OPENSSH_BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String OPENSSH_END = "-----END OPENSSH PRIVATE KEY-----";
    private static final String OPENSSH_MAGIC = "openssh-key-v1\0";

    private final Path file;
    private final byte[] content;
    private final Questions questions;
    private @Nullable PublicKey publicKey;
    private @Nullable KeyPair pair;
    private boolean givenUp;

    /** The key cannot be used: its passphrase was not given, or the file is damaged. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason);
        }
    }

    private KeyFile(Path file, byte[] content, Questions questions) {
        this.file = file;
        this.content = content;
        this.questions = questions;
    }

    /** The key in that file; null if there is none, as is normal for the default files. */
    static @Nullable KeyFile open(Path file, Questions questions) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return null;
            }
            var key = new KeyFile(file, Files.readAllBytes(file), questions);
            key.publicKey = key.findPublicKey();
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the key " + file + " was left out: " + e.getMessage());
            return null;
        }
    }

    PublicKey publicKey() {
        if (publicKey == null) {
            throw new IllegalStateException("opened without a public key");
        }
        return publicKey;
    }

    /** The whole key; asks for the passphrase if there is one. */
    KeyPair pair() throws Unusable {
        if (pair == null) {
            if (givenUp) {
                throw new Unusable("no passphrase for " + file);
            }
            try {
                pair = load();
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                givenUp = true;
                throw new Unusable("the key " + file + " cannot be used: " + e.getMessage());
            }
        }
        return pair;
    }

    private PublicKey findPublicKey() throws IOException, GeneralSecurityException {
        Path beside = file.resolveSibling(file.getFileName() + ".pub");
        if (Files.isRegularFile(beside) && Files.size(beside) < MAX_BYTES) {
            String line = Files.readString(beside, StandardCharsets.UTF_8).strip();
            PublicKey key = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                    .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null) {
                return key;
            }
        }
        PublicKey key = openSshPublicKey();
        if (key != null) {
            return key;
        }
        // Old formats hide the public half as well.
        pair = load();
        return pair.getPublic();
    }

    /** An OpenSSH key names its public half in clear, whether or not the private one is encrypted. */
    private @Nullable PublicKey openSshPublicKey() throws IOException, GeneralSecurityException {
        String text = new String(content, StandardCharsets.US_ASCII);
        int begin = text.indexOf(OPENSSH_BEGIN);
        int end = text.indexOf(OPENSSH_END);
        if (begin < 0 || end < begin) {
            return null;
        }
        byte[] decoded = Base64.getMimeDecoder().decode(text.substring(begin + OPENSSH_BEGIN.length(), end));
        var buffer = new ByteArrayBuffer(decoded);
        byte[] magic = new byte[OPENSSH_MAGIC.length()];
        buffer.getRawBytes(magic);
        if (!Arrays.equals(magic, OPENSSH_MAGIC.getBytes(StandardCharsets.US_ASCII))) {
            return null;
        }
        buffer.getString(); // cipher
        buffer.getString(); // key derivation
        buffer.getBytes(); // its options
        int keys = buffer.getInt();
        return keys < 1 ? null : new ByteArrayBuffer(buffer.getBytes()).getRawPublicKey();
    }

    private KeyPair load() throws IOException, GeneralSecurityException {
        NamedResource name = NamedResource.ofName(file.toString());
        for (KeyPair found :
                SecurityUtils.loadKeyPairIdentities(null, name, new ByteArrayInputStream(content), passphrases())) {
            return found;
        }
        throw new IOException("it holds no key");
    }

    private FilePasswordProvider passphrases() {
        return new FilePasswordProvider() {
            @Override
            public @Nullable String getPassword(
                    org.apache.sshd.common.session.@Nullable SessionContext session, NamedResource key, int attempt) {
                String title = attempt == 0 ? "passphrase for " + file : "wrong passphrase for " + file;
                List<char[]> answers = questions.ask(title, List.of(new Prompter.Question("Passphrase: ", false)));
                return answers == null ? null : new String(answers.get(0));
            }

            @Override
            public ResourceDecodeResult handleDecodeAttemptResult(
                    org.apache.sshd.common.session.@Nullable SessionContext session,
                    NamedResource key,
                    int attempt,
                    @Nullable String password,
                    @Nullable Exception failure) {
                boolean again = failure != null && password != null && attempt + 1 < PASSPHRASE_TRIES;
                return again ? ResourceDecodeResult.RETRY : ResourceDecodeResult.TERMINATE;
            }
        };
    }
}
