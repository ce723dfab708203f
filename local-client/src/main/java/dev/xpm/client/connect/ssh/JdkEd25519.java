package dev.xpm.client.connect.ssh;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/**
 * Offers the JDK's own ed25519 to MINA SSHD, which otherwise asks for a further library and silently does without such
 * keys where there is none.
 */
public final class JdkEd25519 extends AbstractSecurityProviderRegistrar {
    private static final String PROVIDER = "SunEC";
    private static final JdkEdDsaSupport SUPPORT = new JdkEdDsaSupport();

    private JdkEd25519() {
        super(PROVIDER);
    }

    /**
     * To be called before a client or a server is set up; a second call changes nothing. What of MINA was loaded before
     * does not matter: two of its classes ask for these keys only once, when they are loaded, so both are told here.
     */
    public static void install() {
        synchronized (JdkEd25519.class) {
            if (SecurityUtils.getRegisteredProviders().stream().noneMatch(PROVIDER::equals)) {
                SecurityUtils.registerSecurityProvider(new JdkEd25519());
                KeyUtils.registerPublicKeyEntryDecoder(SUPPORT.getEDDSAPublicKeyEntryDecoder());
                OpenSSHKeyPairResourceParser.registerPrivateKeyEntryDecoder(
                        SUPPORT.getOpenSSHEDDSAPrivateKeyEntryDecoder());
            }
        }
    }

    @Override
    public Provider getSecurityProvider() {
        return Security.getProvider(PROVIDER);
    }

    @Override
    public boolean isSupported() {
        return getSecurityProvider() != null;
    }

    @Override
    public boolean isSecurityEntitySupported(Class<?> type, String name) {
        boolean signs = KeyFactory.class.isAssignableFrom(type)
                || KeyPairGenerator.class.isAssignableFrom(type)
                || Signature.class.isAssignableFrom(type);
        return signs && ("EdDSA".equalsIgnoreCase(name) || JdkEdDsaSupport.ALGORITHM.equalsIgnoreCase(name));
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return Optional.of(SUPPORT);
    }
}
