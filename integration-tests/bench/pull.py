#!/usr/bin/env python3
"""Copying 50 MB in 500 files: rsync over a control socket of the ssh program, and our client over its open session with
each of its two kinds of connection, in paired rounds over a loopback sshd of its own.

    pull.py [--rounds 7] [--slow-rounds 3]

Needs a built project and test classes, as connect.py does, and rsync. All three use the same rsync options and copy into
an empty directory. First on loopback, then through a relay of 20 Mbit/s and 40 ms. Prints medians, and the median of the
ratios round by round; the first round of each warms up and does not count.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from connect import ROOT, Sshd
from deploy import SlowLine

FILES, SIZE = 500, 100 << 10
OPTIONS = ("-rtz -s --from0 --files-from=- --safe-links --no-devices --no-specials --no-owner --no-group --no-perms "
           "--chmod=D700,F600 --max-delete=0 --timeout=30").split()


def workspace(folder):
    """Half of each file is like a log, half is noise"""
    (folder / "experiments").mkdir(parents=True)
    (folder / ".__experimaestro__").touch()
    log = b"epoch 12 step 3400 loss 0.1234 lr 0.001\n" * (SIZE // 80)
    for number in range(FILES):
        job = folder / "jobs" / "demo.train" / f"{number:064x}"
        job.mkdir(parents=True)
        (job / "train.out").write_bytes(log + os.urandom(SIZE - len(log)))
    return folder


class Theirs:
    def __init__(self, work, config, source):
        self.work, self.source = work, source
        self.shell = f"ssh -F {config} -S {work}/control"
        self.master = subprocess.Popen(["ssh", "-F", config, "-M", "-N", "-S", f"{work}/control", "bench"])
        while not Path(work, "control").exists():
            time.sleep(0.05)

    def copy(self):
        target = tempfile.mkdtemp(dir=self.work)
        started = time.perf_counter()
        subprocess.run(["rsync", *OPTIONS, "-e", self.shell, "--", f"bench:{self.source}/", f"{target}/"],
                       input=b"jobs\0", check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - started
        shutil.rmtree(target)
        return took

    def close(self):
        self.master.terminate()
        self.master.wait()


class Ours:
    def __init__(self, work, config, source, transport):
        self.caches = Path(tempfile.mkdtemp(dir=work))
        classes = f"{ROOT}/local-client/target/xpm.jar:{ROOT}/integration-tests/target/test-classes"
        self.process = subprocess.Popen(
            ["java", "-Xmx512m", "-cp", classes, "dev.xpm.it.benchmark.CopyOnDemand", "bench", config, str(source),
             str(ROOT / "xpm"), transport, str(self.caches)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.line()

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("our client ended")
        return line.split()

    def copy(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seconds, files = self.line()
        if int(files) != FILES:
            raise SystemExit(f"{files} files came")
        for cache in self.caches.iterdir():
            shutil.rmtree(cache)
        return float(seconds)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(title, work, config, source, rounds):
    sides = [Theirs(work, config, source), Ours(work, config, source, "builtin"), Ours(work, config, source, "openssh")]
    try:
        first = [side.copy() for side in sides]
        rows = [[side.copy() for side in sides] for _ in range(rounds)]
    finally:
        for side in sides:
            side.close()
    print(title)
    for at, name in enumerate(("ssh with a control socket", "ours, built-in", "ours, openssh")):
        values = [row[at] for row in rows]
        ratios = [row[at] / row[0] for row in rows]
        print(f"  {name:26} {statistics.median(values):6.2f} s ({min(values):.2f} to {max(values):.2f}), first {first[at]:.2f}"
              f"   ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slow-rounds", type=int, default=3)
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="xpm-bench-")
    sshd = Sshd(work)
    try:
        source = workspace(Path(work, "workspace"))
        measure("on loopback", work, sshd.config, source, options.rounds)
        if options.slow_rounds:
            line = SlowLine(sshd.port, 20_000_000 / 8, 0.040)
            slow = Path(work, "slow_config")
            slow.write_text(Path(sshd.config).read_text().replace(f"Port {sshd.port}", f"Port {line.port}"))
            known = Path(work, "known_hosts")
            known.write_text(known.read_text() + known.read_text().replace(f":{sshd.port} ", f":{line.port} "))
            measure("at 20 Mbit/s and 40 ms", work, str(slow), source, options.slow_rounds)
    finally:
        sshd.close()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
