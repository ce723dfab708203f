package dev.xpm.client.connect.ssh;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Optional;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/**
 * Offers the JDK's own ed25519 to MINA SSHD, which otherwise asks for a further library and silently does without such
 * keys where there is none.
 */
final class JdkEd25519 extends AbstractSecurityProviderRegistrar {
    private static final String PROVIDER = "SunEC";

    private JdkEd25519() {
        super(PROVIDER);
    }

    /** To be called before any other class of MINA is used; a second call changes nothing. */
    static void install() {
        synchronized (JdkEd25519.class) {
            if (SecurityUtils.getRegisteredProviders().stream().noneMatch(PROVIDER::equals)) {
                SecurityUtils.registerSecurityProvider(new JdkEd25519());
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
        return Optional.of(new JdkEdDsaSupport());
    }
}
