#!/usr/bin/env python3
"""From connecting to the first data, ours against the original, in paired rounds over a loopback sshd of its own.

    connect.py WORKSPACE [--rounds 7] [--venv DIR]

Needs a built project (`./xpm version` builds it), test classes (`./mvnw test-compile`), sshd, and a virtual
environment with the original. Every round connects once with each side, in a fresh process, to its own agent.
Then each opens its whole terminal program, up to the first screen that names an experiment. Prints medians and the median
of the ratios round by round.
"""

import argparse
import fcntl
import getpass
import os
import pty
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

THEIRS = """
import sys, time, logging
logging.disable(logging.CRITICAL)
from experimaestro.scheduler.remote.client import SSHStateProviderClient
host, workspace, config, command = sys.argv[1:5]
client = SSHStateProviderClient(host, workspace, ssh_options=["-F", config], remote_xpm_path=command,
                                output_callback=lambda line: None)
start = time.perf_counter()
client.connect()
experiments = client.get_experiments()
first = min(e.experiment_id for e in experiments)
jobs = client.get_jobs(experiment_id=first)
print(f"{time.perf_counter() - start:.4f} {len(experiments)} {len(jobs)}", flush=True)
client.disconnect()
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """An sshd on loopback with keys of its own, for the user who runs this"""

    def __init__(self, folder, more=""):
        self.folder = Path(folder)
        for name in ("host_key", "client_key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        shutil.copy(self.folder / "client_key.pub", self.folder / "authorized_keys")
        port = self.port = free_port()
        host = " ".join((self.folder / "host_key.pub").read_text().split()[:2])
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host}\n")
        (self.folder / "sshd_config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host_key\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {self.folder}/authorized_keys\nPidFile none\nPasswordAuthentication no\n{more}"
        )
        (self.folder / "config").write_text(
            f"Host bench\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {self.folder}/client_key\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.folder}/known_hosts\n  StrictHostKeyChecking yes\n"
        )
        os.makedirs("/run/sshd", exist_ok=True)
        self.process = subprocess.Popen(
            [shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-f", self.folder / "sshd_config"],
            stderr=subprocess.DEVNULL,
        )
        deadline = time.time() + 10
        while time.time() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
        raise SystemExit("sshd did not start")

    @property
    def config(self):
        return str(self.folder / "config")

    def close(self):
        self.process.terminate()
        self.process.wait()


def first_number(arguments, environment=None):
    started = time.perf_counter()
    done = subprocess.run(arguments, stdout=subprocess.PIPE, env=environment, timeout=300)
    whole = time.perf_counter() - started
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"failed: {arguments[:4]}")
    last = done.stdout.decode().split("\n")[-2].split()
    return float(last[0]), tuple(last[1:]), whole


def first_table(arguments, experiment):
    """Seconds from starting a whole command in a terminal of 120x40 to the first screen that names an experiment"""
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(arguments[0], [str(word) for word in arguments], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    try:
        while experiment.encode() not in seen:
            if time.perf_counter() - started > 60 or not select.select([terminal], [], [], 60)[0]:
                raise SystemExit(f"no table within 60 s: {arguments[:4]}")
            try:
                seen = (seen + os.read(terminal, 65536))[-200_000:]
            except OSError:
                raise SystemExit(f"ended before its first table: {seen[-500:].decode(errors='replace')}") from None
        return time.perf_counter() - started
    finally:
        os.kill(pid, signal.SIGTERM)
        while select.select([terminal], [], [], 5)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                break
        os.close(terminal)
        os.waitpid(pid, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--venv", default=os.environ.get("XPM_PYTHON_VENV", "/opt/xpm-venv"))
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="xpm-bench-")
    sshd = Sshd(work)
    try:
        compare(options, work, sshd)
    finally:
        sshd.close()
        shutil.rmtree(work)


def compare(options, work, sshd):
    client = ROOT / "local-client" / "target" / "xpm.jar"
    classes = ROOT / "integration-tests" / "target" / "test-classes"
    archive = f"{work}/client.jsa"
    flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-Xmx512m"]
    bench_jar = f"{work}/bench.jar"
    subprocess.run(["jar", "cf", bench_jar, "-C", classes, "dev/xpm/it/benchmark"], check=True)
    main_class = ["-cp", f"{client}:{bench_jar}", "dev.xpm.it.benchmark.ConnectOnce"]

    def ours(rounds="1", extra=()):
        return ["java", *flags, *extra, *main_class, "bench", options.workspace, sshd.config,
                str(ROOT / "xpm"), rounds]

    theirs = [f"{options.venv}/bin/python", "-c", THEIRS, "bench", options.workspace, sshd.config,
              f"{options.venv}/bin/experimaestro"]
    bare = ["ssh", "-F", sshd.config, "bench", "true"]
    named = sorted(Path(options.workspace, "experiments").iterdir())[0].name
    see_ours = [ROOT / "xpm", "experiments", "ssh-monitor", f"--ssh-option=-F{sshd.config}", "--remote-xpm",
                ROOT / "xpm", "bench", options.workspace]
    see_theirs = [f"{options.venv}/bin/experimaestro", "experiments", "ssh-monitor",
                  f"--ssh-option=-F{sshd.config}", "--remote-xpm", f"{options.venv}/bin/experimaestro", "bench", options.workspace]
    first_table(see_ours, named)
    first_table(see_theirs, named)
    # The launcher gives the client an archive of its classes; so does this.
    first_number(ours(extra=[f"-XX:ArchiveClassesAtExit={archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]))
    first_number(theirs)
    rows = []
    for _ in range(options.rounds):
        started = time.perf_counter()
        subprocess.run(bare, check=True)
        ssh = time.perf_counter() - started
        mine, my_sizes, my_whole = first_number(ours(extra=[f"-XX:SharedArchiveFile={archive}"]))
        other, their_sizes, their_whole = first_number(theirs)
        if my_sizes != their_sizes:
            raise SystemExit(f"different answers: {my_sizes} and {their_sizes}")
        my_table = first_table(see_ours, named)
        their_table = first_table(see_theirs, named)
        rows.append((ssh, mine, other, mine / other, my_whole, their_whole, my_table, their_table))
        print("  ssh %.2f  ours %.2f  theirs %.2f  ratio %.2f" % rows[-1][:4], file=sys.stderr)
    titles = ["ssh HOST true", "ours", "theirs", "ratio", "ours, whole process", "theirs, whole process",
              "ours, whole command to the first table", "theirs, whole command to the first table"]
    for title, values in zip(titles, zip(*rows)):
        print(f"{title:40} median {statistics.median(values):.3f}  ({min(values):.3f} to {max(values):.3f})")
    print(f"experiments and jobs: {' '.join(my_sizes)}")


if __name__ == "__main__":
    main()
