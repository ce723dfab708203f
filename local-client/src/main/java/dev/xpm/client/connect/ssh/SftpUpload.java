package dev.xpm.client.connect.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.PropertyResolverUtils;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/** Writes one file over the host's SFTP subsystem, on a channel of the session that is open anyway. */
final class SftpUpload {
    /** A subsystem behind start-up files that print something never says hello. */
    private static final Duration OPEN = Duration.ofSeconds(5);

    private static final int BLOCK = 32 << 10;

    private SftpUpload() {}

    /** Returns false, with nothing read, if the host has no SFTP. */
    static boolean send(ClientSession session, InputStream content, String path) throws IOException {
        PropertyResolverUtils.updateProperty(
                session, SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.getName(), OPEN.toMillis());
        SftpClient sftp;
        try {
            sftp = SftpClientFactory.instance().createSftpClient(session);
        } catch (IOException e) {
            return false;
        }
        try (sftp;
                OutputStream out = sftp.write(
                        path,
                        BLOCK,
                        SftpClient.OpenMode.Create,
                        SftpClient.OpenMode.Exclusive,
                        SftpClient.OpenMode.Write)) {
            content.transferTo(out);
        }
        return true;
    }
}
