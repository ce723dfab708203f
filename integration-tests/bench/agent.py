#!/usr/bin/env python3
"""The agent against the original's server, in paired runs: everything that docs/performance.md says of it.

    agent.py FOLDER [--rounds 3] [--venv DIR] [--large] [--only NAME …]

FOLDER is an empty or earlier folder for the workspaces, on a local disk: 60, 10,000 and, with --large, 100,000 jobs (3 GB).
Needs a built project (`./xpm version` builds it), gcc and strace, and a virtual environment with the original. Names:
ping, queries, slow-disk, events, idle, slow-reader.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import agent_bench

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIZES = {
    60: ["--experiments", "3", "--running", "8"],
    10_000: ["--experiments", "10", "--running", "100"],
    100_000: ["--experiments", "50", "--running", "1000"],
}


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = Path(options.folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        os.environ["TZ"] = "UTC"
        self.ours = f"{ROOT}/xpm experiments --workdir {{ws}} monitor-server"
        self.theirs = f"{options.venv}/bin/experimaestro experiments --workdir {{ws}} monitor-server"

    def workspace(self, jobs):
        """A workspace of that many jobs; made once"""
        made = (self.folder / f"jobs-{jobs}").resolve()
        if not made.exists():
            subprocess.run([sys.executable, HERE / "make_workspace.py", "--out", made, "--runs", "2", "--seed", "1",
                            "--jobs", str(jobs), *SIZES[jobs]], check=True, stdout=subprocess.DEVNULL)
        return made

    def copy(self, jobs):
        """A copy for those who change it"""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        subprocess.run(["cp", "-a", self.workspace(jobs), copy], check=True)
        return copy

    def warm_up(self):
        """The archive of classes that every second start has"""
        agent = agent_bench.Agent(self.ours, str(self.workspace(60)))
        agent.call("get_experiments")
        agent.close()
        time.sleep(8)

    # --- queries ---

    def queries(self):
        for jobs in [60, 10_000] + ([100_000] if self.options.large else []):
            self.compare(f"{jobs:,} jobs", jobs, self.theirs, self.ours, all_jobs=True,
                         rounds=1 if jobs == 100_000 else self.options.rounds)

    def slow_disk(self):
        shim = self.folder / "slowfs.so"
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", shim, HERE / "slowfs.c", "-ldl"], check=True)
        slowed = f"env SLOWFS_PREFIX={self.folder / 'copy'} LD_PRELOAD={shim} "
        self.compare("10,000 jobs, 1 ms for each metadata call", 10_000, slowed + self.theirs, slowed + self.ours,
                     all_jobs=False, rounds=1)

    def ping(self):
        """A ping each 10 ms beside all jobs, which are read for the first time and then asked for again"""
        jobs = 100_000 if self.options.large else 10_000
        agent = agent_bench.Agent(self.ours, str(self.workspace(jobs)))
        agent.call("get_sync_info")
        for title in ("cold", "again"):
            waits, took = self.pings_beside(agent, "get_all_jobs")
            waits.sort()
            print(f"  {jobs:,} jobs, {title:6} {took * 1e3:8.0f} ms, {len(waits)} pings beside: p50 {waits[len(waits) // 2]:.1f} ms"
                  f"  p99 {waits[len(waits) * 99 // 100]:.1f} ms  longest {waits[-1]:.1f} ms")
        agent.close()

    def pings_beside(self, agent, method):
        sent, waits, ended = {}, [], threading.Event()

        def send(method):
            agent.last_id += 1
            sent[agent.last_id] = time.perf_counter()
            message = {"jsonrpc": "2.0", "method": method, "params": {}, "id": agent.last_id}
            agent.process.stdin.write(json.dumps(message).encode() + b"\n")
            agent.process.stdin.flush()
            return agent.last_id

        def read():
            while len(waits) < len(sent) or not ended.is_set():
                line = agent.process.stdout.readline()
                now = time.perf_counter()
                found = re.search(rb'"id": ?(\d+)\}?\s*$', line[-40:]) or re.search(rb'"id": ?(\d+)', line[:200])
                if not found or b'"method"' in line[:60]:
                    continue
                number = int(found[1])
                if number == long:
                    sent.pop(number)
                    took.append(now)
                    ended.set()
                elif number in sent:
                    waits.append((now - sent[number]) * 1e3)

        took = []
        before = time.perf_counter()
        long = send(method)
        reader = threading.Thread(target=read)
        reader.start()
        while not ended.wait(0.01):
            send("x/ping")
        send("x/ping")
        reader.join(30)
        return waits, took[0] - before

    def compare(self, title, jobs, theirs, ours, all_jobs, rounds):
        def measure(command):
            # The original changes what it opens; the largest is too large to copy, so ours comes first, and then it goes.
            workspace = self.workspace(jobs) if jobs == 100_000 else self.copy(jobs)
            return agent_bench.measure(command, str(workspace), all_jobs)

        pairs = []
        for _ in range(rounds):
            mine = measure(ours)
            pairs.append((measure(theirs), mine))
            if jobs == 100_000:
                subprocess.run(["rm", "-rf", self.workspace(jobs)], check=True)
        print(f"\n{title}: theirs, ours, ratio")
        for key in pairs[0][0]:
            if not key.startswith("("):
                print(f"  {key:36}{statistics.median(a[key] for a, _ in pairs):12.1f}"
                      f"{statistics.median(b[key] for _, b in pairs):12.1f}"
                      f"   x {statistics.median(b[key] / a[key] for a, b in pairs):.3f}")

    # --- events ---

    def events(self):
        for rate, jobs in ((500, 50), (5_000, 90), (20_000, 90)):
            self.latency(f"{rate} events/s", self.ours, rate, jobs)
            self.latency(f"{rate} events/s, theirs", self.theirs, rate, jobs)
        self.latency("50 events/s, polling", self.ours + " --watcher polling --polling-interval 0.5", 50, 20)

    def latency(self, title, command, rate, jobs):
        done = subprocess.run([sys.executable, HERE / "listen.py", self.copy(10_000), "--agent", command, "--rate",
                               str(rate), "--jobs", str(jobs), "--seconds", "10", "--states"],
                              stdout=subprocess.PIPE, text=True, timeout=600)
        report = json.loads(done.stdout)["events"]
        print(f"  {title:28} p50 {report['median_ms']} ms  p99 {report['p99_ms']} ms  written {report['player']['rate']}/s"
              f"  lost {report['lost']}  inferred {report['ends_inferred']}")

    def slow_reader(self):
        """100,000 events in a burst, read at 64 kB/s: memory, and whether each end of a job comes through"""
        for title, command in (("ours", self.ours), ("theirs", self.theirs)):
            self.burst(title, command)

    def burst(self, title, command):
        copy = self.copy(10_000)
        agent = agent_bench.Agent(command, str(copy))
        agent.call("get_experiments")
        time.sleep(3)
        before = memory(agent.process.pid)
        log = tempfile.mktemp(prefix="xpm-bench-")
        player = subprocess.Popen([sys.executable, HERE / "play_events.py", copy, "--jobs", "90", "--rate", "20000",
                                   "--seconds", "5", "--wait", "0.1", "--states", "--log", log], stdout=subprocess.DEVNULL)
        peak, text, quiet = before, b"", 0.0
        os.set_blocking(agent.process.stdout.fileno(), False)
        while quiet < 8 and len(text) < 40_000_000:
            got = agent.process.stdout.read(6400) or b""
            text += got
            quiet = 0.0 if got or player.poll() is None else quiet + 0.1
            peak = max(peak, memory(agent.process.pid))
            time.sleep(0.1)
        player.wait()
        ends = {json.loads(line)["job_id"] for line in open(log) if '"kind": "done"' in line}
        os.unlink(log)
        told = set()
        for line in text.split(b"\n"):
            if b'"JobStateChangedEvent"' in line and b'"done"' in line.replace(b" ", b""):
                told.add(json.loads(line)["params"]["data"]["job_id"])
        print(f"  slow reader, {title:8} {peak - before:6.1f} MB more; ends of jobs: {len(ends)} written,"
              f" {len(ends - told)} not told one by one; {len(text) / 1e6:.1f} MB read")
        agent.process.kill()
        agent.process.wait()

    # --- idle ---

    def idle(self):
        for title, command in (("theirs", self.theirs), ("ours", self.ours)):
            agent = agent_bench.Agent(command, str(self.workspace(10_000)))
            agent.call("get_experiments")
            agent.call("get_all_jobs")
            time.sleep(20)
            used, started = processor(agent.process.pid), time.time()
            time.sleep(30)
            share = (processor(agent.process.pid) - used) / (time.time() - started)
            print(f"  idle, {title:8} {share * 100:5.2f} % of a core, {memory(agent.process.pid):6.1f} MB, "
                  f"{calls(agent.process.pid):5.1f} file-system calls/s")
            agent.close()


def memory(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def processor(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def calls(pid, seconds=20):
    with tempfile.NamedTemporaryFile() as table:
        tracer = subprocess.Popen(["strace", "-f", "-c", "-e", "trace=%file,getdents64,fstat", "-o", table.name, "-p", str(pid)],
                                  stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        tracer.terminate()
        tracer.wait()
        total = re.search(r"^\s*100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s.*total", Path(table.name).read_text(), re.M)
        return int(total[1]) / seconds if total else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--venv", default=os.environ.get("XPM_PYTHON_VENV", "/opt/xpm-venv"))
    parser.add_argument("--large", action="store_true", help="100,000 jobs too")
    parser.add_argument("--only", nargs="*", default=["ping", "queries", "slow-disk", "events", "idle", "slow-reader"])
    options = parser.parse_args()
    bench = Bench(options)
    bench.warm_up()
    for name in options.only:
        print(f"\n== {name}", flush=True)
        getattr(bench, name.replace("-", "_"))()


if __name__ == "__main__":
    main()
