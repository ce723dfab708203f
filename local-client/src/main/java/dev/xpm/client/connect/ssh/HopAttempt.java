package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Questions;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect and log in to one hop: its settings, and what the SSH library's threads found out, for the
 * thread that waits. Travels with the session as an attribute.
 */
final class HopAttempt {
    static final AttributeRepository.AttributeKey<HopAttempt> KEY = new AttributeRepository.AttributeKey<>();

    private final HostSettings settings;
    private final Questions questions;
    private final KnownHosts knownHosts;
    private final Set<String> offeredMethods = new LinkedHashSet<>();
    private int failedTries;
    private volatile @Nullable PublicKey hostKey;
    private volatile KnownHosts.@Nullable Verdict verdict;
    private volatile @Nullable String farewell;
    private volatile @Nullable String noCommon;

    HopAttempt(HostSettings settings, Questions questions) {
        this.settings = settings;
        this.questions = questions;
        this.knownHosts = KnownHosts.of(settings);
    }

    static @Nullable HopAttempt of(Object session) {
        AttributeRepository context = session instanceof ClientSession client ? client.getConnectionContext() : null;
        return context == null ? null : context.getAttribute(KEY);
    }

    HostSettings settings() {
        return settings;
    }

    Questions questions() {
        return questions;
    }

    KnownHosts knownHosts() {
        return knownHosts;
    }

    /** Decides on the host's key, as far as that is possible without asking. Called by the SSH library. */
    boolean accept(PublicKey key) {
        KnownHosts.Verdict judged = knownHosts.judge(key);
        hostKey = key;
        verdict = judged;
        return switch (judged) {
            case TRUSTED -> true;
            case UNKNOWN ->
                settings.hostKeyPolicy() == HostKeyPolicy.ACCEPT_NEW || settings.hostKeyPolicy() == HostKeyPolicy.OFF;
            case CHANGED -> settings.hostKeyPolicy() == HostKeyPolicy.OFF;
            case REVOKED -> false;
        };
    }

    /** The key that the host showed, null before it did. */
    @Nullable
    PublicKey hostKey() {
        return hostKey;
    }

    /** What the key is to us, null before it was shown. */
    KnownHosts.@Nullable Verdict verdict() {
        return verdict;
    }

    /**
     * Whether the user may be asked for a password once more. To a host whose key has changed, nothing is sent that it
     * could use elsewhere.
     */
    synchronized boolean mayTry() {
        return failedTries < settings.passwordPrompts()
                && !settings.batchMode()
                && verdict != KnownHosts.Verdict.CHANGED
                && !questions.isCancelled();
    }

    synchronized boolean hasFailed() {
        return failedTries > 0;
    }

    /** An answer of the user was not accepted. */
    synchronized void tryFailed() {
        failedTries++;
    }

    synchronized void offered(@Nullable List<String> methods) {
        if (methods != null) {
            offeredMethods.addAll(methods);
        }
    }

    synchronized List<String> offeredMethods() {
        return new ArrayList<>(offeredMethods);
    }

    /** What we and the host have no algorithm in common for, with the host's offer; null while that is not known. */
    @Nullable
    String noCommon() {
        return noCommon;
    }

    void noCommon(String what, String offer) {
        noCommon = "no matching " + what + " found. Their offer: " + offer;
    }

    /** The host's last words when it ended the connection, null if it had none. */
    @Nullable
    String farewell() {
        return farewell;
    }

    void farewell(String words) {
        farewell = words;
    }
}
