# A host with nothing but sshd and the least that any Linux has: no Java, no Python, no rsync.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN command -v sshd >/dev/null \
    || (apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openssh-server \
        && rm -rf /var/lib/apt/lists/*)
RUN useradd -m -u 1000 -s /bin/sh xp && mkdir -p /run/sshd /home/xp/.ssh /home/xp/.cache /home/xp/ws \
    && touch /home/xp/ws/.__experimaestro__ && ssh-keygen -A
COPY authorized_keys /home/xp/.ssh/authorized_keys
RUN chown -R xp:xp /home/xp && chmod 700 /home/xp/.ssh && chmod 600 /home/xp/.ssh/authorized_keys \
    && sed -i 's/^xp:!/xp:*/' /etc/shadow
EXPOSE 22
CMD ["/usr/sbin/sshd", "-D", "-e", "-o", "UsePAM=no", "-o", "PasswordAuthentication=no", "-o", "SetEnv=PATH=", \
    "-o", "LogLevel=VERBOSE"]
