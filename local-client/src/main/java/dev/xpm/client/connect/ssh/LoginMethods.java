package dev.xpm.client.connect.ssh;

import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractive;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;

/** The ways to log in, adapted so that an unusable key or a mistyped code does not end the attempt. */
final class LoginMethods {
    private LoginMethods() {}

    /** The methods of an attempt, most wanted first. */
    static List<UserAuthFactory> of(HopAttempt attempt) {
        return attempt.settings().methods().stream()
                .flatMap(method -> switch (method) {
                    case HostSettings.PUBLIC_KEY -> Stream.of(new KeysFactory(attempt));
                    case HostSettings.KEYBOARD -> Stream.of(new KeyboardFactory(attempt));
                    case HostSettings.PASSWORD -> Stream.of(UserAuthPasswordFactory.INSTANCE);
                    default -> Stream.<UserAuthFactory>empty();
                })
                .toList();
    }

    private static final class KeysFactory extends UserAuthPublicKeyFactory {
        private final HopAttempt attempt;

        KeysFactory(HopAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public UserAuthPublicKey createUserAuth(ClientSession session) {
            return new Keys(attempt, getSignatureFactories());
        }
    }

    private static final class KeyboardFactory extends UserAuthKeyboardInteractiveFactory {
        private final HopAttempt attempt;

        KeyboardFactory(HopAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public UserAuthKeyboardInteractive createUserAuth(ClientSession session) {
            return new Keyboard(attempt);
        }
    }

    /** Goes on with the next key where the passphrase of one was not given. */
    private static final class Keys extends UserAuthPublicKey {
        private final HopAttempt attempt;

        Keys(HopAttempt attempt, List<NamedFactory<Signature>> factories) {
            super(factories);
            this.attempt = attempt;
        }

        @Override
        protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer)
                throws Exception {
            try {
                return super.processAuthDataRequest(session, service, buffer);
            } catch (KeyFile.Unusable e) {
                log.info("{}", e.getMessage());
                currentAlgorithms.clear();
                return sendAuthDataRequest(session, service);
            }
        }

        @Override
        public void signalAuthMethodFailure(
                ClientSession session, String service, boolean partial, List<String> methods, Buffer buffer)
                throws Exception {
            attempt.offered(methods);
            super.signalAuthMethodFailure(session, service, partial, methods, buffer);
        }
    }

    /** Counts refused answers. MINA counts rounds of questions, of which a single login may need several. */
    private static final class Keyboard extends UserAuthKeyboardInteractive {
        private final HopAttempt attempt;
        private boolean asked;

        Keyboard(HopAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
            asked = false;
            return attempt.mayTry() && super.sendAuthDataRequest(session, service);
        }

        @Override
        protected String[] getUserResponses(
                String name, String instruction, String lang, String[] prompts, boolean[] echo) {
            asked |= prompts.length > 0;
            return super.getUserResponses(name, instruction, lang, prompts, echo);
        }

        @Override
        protected boolean verifyTrialsCount(
                ClientSession session, String service, int command, int trials, int allowed) {
            return true;
        }

        @Override
        public void signalAuthMethodFailure(
                ClientSession session, String service, boolean partial, List<String> methods, Buffer buffer)
                throws Exception {
            attempt.offered(methods);
            if (asked && !partial) {
                attempt.tryFailed();
            }
            super.signalAuthMethodFailure(session, service, partial, methods, buffer);
        }
    }
}
