#!/usr/bin/env python3
"""How long a line takes to a remote `cat` and back: the ssh program, the built-in SSH and the shared connection of the
ssh program, in turn, over a loopback sshd of its own.

    echo.py [--rounds 9]

Needs a built project and test classes, as connect.py does. Prints medians, and the median of the ratios round by round.
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile

from connect import ROOT, Sshd


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="xpm-bench-")
    sshd = Sshd(work)
    try:
        classes = f"{ROOT}/local-client/target/xpm.jar:{ROOT}/integration-tests/target/test-classes"
        done = subprocess.run(
            ["java", "-cp", classes, "dev.xpm.it.benchmark.LineEcho", "bench", sshd.config, str(options.rounds + 2)],
            stdout=subprocess.PIPE, check=True, timeout=600)
    finally:
        sshd.close()
        shutil.rmtree(work)
    # The first two rounds warm the JVM up.
    rows = [tuple(map(float, line.split())) for line in done.stdout.decode().splitlines()][2:]
    for name, column in (("ssh", 0), ("built-in", 1), ("openssh", 2)):
        values = [row[column] for row in rows]
        ratios = [row[column] / row[0] for row in rows]
        print(f"{name:10} {statistics.median(values):7.0f} us ({min(values):.0f} to {max(values):.0f})"
              f"   ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
