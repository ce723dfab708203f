package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Questions;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentKeyConstraint;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.signature.SignatureFactoriesHolder;
import org.jspecify.annotations.Nullable;

/**
 * The keys to offer to one host, those of the ssh-agent and those in files, in the order of OpenSSH: keys of the agent
 * that the configuration names, other keys of the agent, keys that are only in files. To MINA all of it is an agent,
 * because an agent signs without showing the private key: so passphrases are asked late.
 */
final class Identities implements SshAgent {
    private static final System.Logger LOG = System.getLogger(Identities.class.getName());

    private final HostSettings settings;
    private final Questions questions;
    private final @Nullable AgentSocket agent;
    private final List<KeyFile> files = new ArrayList<>();
    private boolean opened;

    Identities(HostSettings settings, Questions questions) {
        this.settings = settings;
        this.questions = questions;
        this.agent = settings.agentSocket() == null ? null : AgentSocket.connect(settings.agentSocket());
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() {
        openFiles();
        var named = new ArrayList<Map.Entry<PublicKey, String>>();
        var others = new ArrayList<Map.Entry<PublicKey, String>>();
        for (Map.Entry<PublicKey, String> key : agentKeys()) {
            if (file(key.getKey()) != null) {
                named.add(key);
            } else if (!settings.identitiesOnly()) {
                others.add(key);
            }
        }
        var offered = new ArrayList<>(named);
        offered.addAll(others);
        files.stream()
                .map(KeyFile::publicKey)
                .filter(key -> offered.stream().noneMatch(known -> KeyUtils.compareKeys(known.getKey(), key)))
                .map(key -> new SimpleImmutableEntry<>(key, "file"))
                .toList()
                .forEach(offered::add);
        return offered;
    }

    @Override
    public Map.Entry<String, byte[]> sign(SessionContext session, PublicKey key, String algorithm, byte[] data)
            throws IOException {
        if (agent != null && agentKeys().stream().anyMatch(known -> KeyUtils.compareKeys(known.getKey(), key))) {
            return agent.sign(session, key, algorithm, data);
        }
        KeyFile file = file(key);
        if (file == null) {
            throw new KeyFile.Unusable("the key is gone");
        }
        return sign(session, file.pair(), algorithm, data);
    }

    @Override
    public void addIdentity(KeyPair key, String comment, SshAgentKeyConstraint... constraints) {
        throw new UnsupportedOperationException("the user's keys are only read");
    }

    @Override
    public void removeIdentity(PublicKey key) {
        throw new UnsupportedOperationException("the user's keys are only read");
    }

    @Override
    public void removeAllIdentities() {
        throw new UnsupportedOperationException("the user's keys are only read");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() throws IOException {
        if (agent != null) {
            agent.close();
        }
    }

    private List<Map.Entry<PublicKey, String>> agentKeys() {
        var keys = new ArrayList<Map.Entry<PublicKey, String>>();
        if (agent != null) {
            try {
                agent.getIdentities().forEach(key -> keys.add(Map.entry(key.getKey(), "agent")));
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the ssh-agent does not name its keys: " + e.getMessage());
            }
        }
        return keys;
    }

    private void openFiles() {
        if (!opened) {
            opened = true;
            for (var path : settings.identityFiles()) {
                KeyFile file = KeyFile.open(path, questions);
                if (file != null) {
                    files.add(file);
                }
            }
        }
    }

    private @Nullable KeyFile file(PublicKey key) {
        return files.stream()
                .filter(file -> KeyUtils.compareKeys(file.publicKey(), key))
                .findFirst()
                .orElse(null);
    }

    private static Map.Entry<String, byte[]> sign(SessionContext session, KeyPair pair, String algorithm, byte[] data)
            throws IOException {
        List<NamedFactory<Signature>> known =
                session instanceof SignatureFactoriesHolder holder ? holder.getSignatureFactories() : List.of();
        NamedFactory<Signature> factory = NamedResource.findByName(algorithm, String.CASE_INSENSITIVE_ORDER, known);
        if (factory == null) {
            throw new KeyFile.Unusable("no signature of type " + algorithm);
        }
        try {
            Signature signature = factory.create();
            signature.initSigner(session, pair.getPrivate());
            signature.update(session, data);
            return new SimpleImmutableEntry<>(factory.getName(), signature.sign(session));
        } catch (Exception e) {
            throw new IOException("signing with " + algorithm + " failed", e);
        }
    }
}
