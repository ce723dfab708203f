#!/usr/bin/env python3
"""From connecting to the first data with an agent that the client brings by itself, over a loopback sshd of its own.

    deploy.py WORKSPACE [--rounds 7]

Needs a built project with test classes and a packed Java, sshd, and root: the account of the slow line has an empty home and
does not see the Java of this machine. First, paired and on loopback: `ssh HOST true`, the start of the agent by itself up
to the same answers, and our client with the agent installed. Then at 20 Mbit/s and 40 ms: the first start, which uploads
the agent and a Java, and the second. Prints medians, smallest and largest.
"""

import argparse
import json
import os
import queue
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from connect import ROOT, Sshd, first_number

JAR = ROOT / "remote-agent" / "target" / "xpm-agent.jar"


class SlowLine:
    """A relay that gives each direction so many bytes a second, and delivers them half a round trip later"""

    def __init__(self, target, bytes_per_second, round_trip):
        self.target, self.rate, self.delay = target, bytes_per_second, round_trip / 2
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for one, other in ((client, server), (server, client)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                # Twice what is under way: a sender must feel the line.
                waiting = queue.Queue(maxsize=64)
                threading.Thread(target=self.read, args=(one, waiting), daemon=True).start()
                threading.Thread(target=self.write, args=(other, waiting), daemon=True).start()

    def read(self, source, waiting):
        free_at = 0.0
        while True:
            try:
                piece = source.recv(4096)
            except OSError:
                piece = b""
            # The line is busy with a piece as long as its bytes take; then the piece is under way.
            free_at = max(free_at, time.perf_counter()) + len(piece) / self.rate
            waiting.put((free_at + self.delay, piece))
            if not piece:
                return

    def write(self, target, waiting):
        while True:
            due, piece = waiting.get()
            left = due - time.perf_counter()
            if left > 0:
                time.sleep(left)
            try:
                if not piece:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(piece)
            except OSError:
                return


def own_start(workspace, first):
    """Seconds in which the launcher's agent answers the questions that our client asks"""
    started = time.perf_counter()
    agent = subprocess.Popen([ROOT / "xpm", "experiments", "--workdir", workspace, "monitor-server"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for number, (method, params) in enumerate(
            [("get_sync_info", {}), ("get_experiments", {}), ("get_jobs", {"experiment_id": first})]):
        agent.stdin.write((json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": number}) + "\n").encode())
        agent.stdin.flush()
        while json.loads(agent.stdout.readline()).get("id") != number:
            pass
    took = time.perf_counter() - started
    agent.stdin.close()
    agent.wait()
    return took


class Bench:
    def __init__(self, options, work, sshd):
        self.options, self.work, self.sshd = options, Path(work), sshd
        self.home = self.work / "home"
        self.home.mkdir()
        client = ROOT / "local-client" / "target" / "xpm.jar"
        classes = ROOT / "integration-tests" / "target" / "test-classes"
        subprocess.run(["jar", "cf", self.work / "bench.jar", "-C", classes, "dev/xpm/it/benchmark"], check=True)
        self.classpath = f"{client}:{self.work}/bench.jar"
        self.archive = f"{work}/client.jsa"

    def enter(self, before):
        """Each command of the account runs behind these words, with an empty environment"""
        script = self.work / "enter"
        script.write_text(f"#!/bin/sh\n{before} env -i HOME={self.home} PATH= /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"\n")
        script.chmod(0o755)

    def ours(self, config, extra=None):
        flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-Xmx512m"]
        return first_number(["java", *flags, *(extra or [f"-XX:SharedArchiveFile={self.archive}"]), "-cp", self.classpath,
                             "dev.xpm.it.benchmark.ConnectOnce", "bench", self.options.workspace, config,
                             f"deploy:{JAR}", "1"])[0]

    def installed(self, pattern, seconds):
        """Waits for a file that is made in the background of the first start"""
        deadline = time.time() + seconds
        while not list(self.home.glob(f".cache/xpm-monitor/{pattern}")):
            if time.time() > deadline:
                raise SystemExit(f"no {pattern} after {seconds} s")
            time.sleep(0.2)

    def loopback(self):
        self.enter("exec")
        self.ours(self.sshd.config, [f"-XX:ArchiveClassesAtExit={self.archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"])
        self.installed("agent-*/classes-*.jsa", 60)
        first = sorted(Path(self.options.workspace, "experiments").iterdir())[0].name
        own_start(self.options.workspace, first)
        time.sleep(3)
        rows = []
        for _ in range(self.options.rounds):
            started = time.perf_counter()
            subprocess.run(["ssh", "-F", self.sshd.config, "bench", "true"], check=True)
            ssh = time.perf_counter() - started
            own = own_start(self.options.workspace, first)
            ours = self.ours(self.sshd.config)
            rows.append((ssh, own, ours, ours / (ssh + own)))
        show(["ssh HOST true", "the agent's own start", "ours, agent installed", "ratio to the sum of both"], rows)

    def slow(self):
        self.enter("exec unshare -m /bin/sh -c 'mount -t tmpfs none /usr/lib/jvm && exec \"$0\" \"$@\"'")
        line = SlowLine(self.sshd.port, 20_000_000 / 8, 0.040)
        config = self.work / "slow_config"
        config.write_text(Path(self.sshd.config).read_text().replace(f"Port {self.sshd.port}", f"Port {line.port}"))
        known = Path(self.sshd.folder, "known_hosts")
        known.write_text(known.read_text() + known.read_text().replace(f":{self.sshd.port} ", f":{line.port} "))
        rows = []
        for _ in range(max(3, self.options.rounds // 2)):
            shutil.rmtree(self.home / ".cache")
            first = self.ours(str(config))
            at_once = self.ours(str(config))
            self.installed("agent-*/classes-*.jsa", 120)
            time.sleep(2)
            second = self.ours(str(config))
            rows.append((first, at_once, second, first / at_once, first / second))
        show(["first start", "second start, at once", "later start, with archives of classes", "first to second",
              "first to later"], rows)


def show(titles, rows):
    for title, values in zip(titles, zip(*rows)):
        print(f"{title:40} median {statistics.median(values):.2f}  ({min(values):.2f} to {max(values):.2f})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    options.workspace = os.path.abspath(options.workspace)
    work = tempfile.mkdtemp(prefix="xpm-bench-")
    sshd = Sshd(work, f"ForceCommand {work}/enter\n")
    try:
        bench = Bench(options, work, sshd)
        bench.loopback()
        bench.slow()
    finally:
        sshd.close()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
