#!/usr/bin/env python3
"""Replay the recorded transcripts against a monitor agent, and compare

    check_agent.py --agent 'COMMAND with {ws}' [--fixtures DIR] [NAME ...]
    check_agent.py --agent 'COMMAND with {ws}' [--fixtures DIR] --live live-stream

For each fixture NAME.tar.gz + NAME.transcript.jsonl[.gz] of DIR (the fixtures among the
test resources unless told), and for each scenario of the transcript: the workspace is
unpacked afresh, the agent command is started with {ws} replaced by the folder,
each recorded request is written to its standard input, and each answer is
compared with the recorded one. One line is printed for each difference, and
the last line is 'N of M exchanges equal'. The exit status is 0 when N = M.

What is compared, and how:

- Answers are matched by their id, so an agent may answer out of order.
- Paths: /scratch/NAME in the recording stands for the unpacked folder.
- Objects: every recorded key must be there with an equal value. More keys are
  tolerated, except in the maps whose keys are identifiers (tags, job_infos,
  job_states, services, actions, dependencies).
- Lists: in order, except where the order of the recorded program depends on
  the directory order or on hashing (marked "order": "any" in the transcript).
- Times: ISO text may differ by 2 microseconds (float rounding). A recorded time
  that is later than the start of its scenario (the time of a file that the
  program just wrote) only asks for a time later than the start of this check.
- Numbers: 1 and 1.0 are equal; true and 1 are not.
- Errors: the code. The message only when it is a text of the protocol.
- Process numbers: those in the fixtures belong to no process. For the scenarios
  that list "live_pids", this program starts sleeping processes and writes their
  numbers instead. CPU, memory and thread values only need the right type.
- Locks: for the scenarios that list "locks", this program holds these files
  with flock(2), as a live experiment does.
- Files without read permission: when this program runs as root, the agent of
  the scenarios marked "unreadable" is started through setpriv(1), without the
  capabilities that let root read everything.
- Notifications of a scenario: each recorded one must arrive (any order, the
  times are ignored), and counts for one exchange; more are tolerated.
- Files: after the scenario the set of deleted paths must be the recorded one,
  and so must the new and the changed files (lock files are ignored). JSON
  content is compared as above, except for "last_updated".
- At the end of its input the agent must send notification.shutdown and exit.

With --pristine an agent that never writes by itself is expected: a scenario without a
mutating request must leave every file as it was, whatever the recorded program wrote.

With --intended FILE (JSON: [{"where": REGEX, "because": TEXT}, ...]) a difference whose
printed line matches REGEX is one that was decided on: it is printed with its reason and
counts as equal. An entry that matches nothing is reported, and fails the check.

An exchange marked "quirk" is one where the recorded program fails on its own
terms (an exception in its code, say): there, any well-formed answer passes, and
a difference is printed for information. With --strict it must be equal. Where
the exchange is marked "loose" any well-formed answer always passes: what the
recorded program answers depends on things outside of the fixture.
"""

import argparse
import fcntl
import gzip
import json
import os
import queue
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from unpack import unpack

# =============================================================================
# Files of a workspace
# =============================================================================


def listing(ws):
    """Everything below `ws`: relative path -> what it is"""
    result = {}
    base = Path(ws)
    outside = Path(str(ws) + "-outside")
    for top, prefix in [(base, ""), (outside, "../outside/")]:
        if not top.exists():
            continue
        for folder, dirs, files in os.walk(top):
            for entry in dirs + files:
                path = os.path.join(folder, entry)
                rel = prefix + os.path.relpath(path, top)
                st = os.lstat(path)
                if stat.S_ISLNK(st.st_mode):
                    result[rel] = ("link", os.readlink(path))
                elif stat.S_ISDIR(st.st_mode):
                    result[rel] = ("dir", None)
                elif stat.S_ISREG(st.st_mode):
                    try:
                        data = Path(path).read_bytes()
                    except OSError:
                        data = None
                    result[rel] = ("file", data)
                else:
                    result[rel] = ("other", None)
    return result


def entry_to_json(path, kind, value, limit=16384):
    entry = {"path": path, "type": kind}
    if kind == "link":
        entry["target"] = value
    elif kind == "file" and value is not None:
        entry["size"] = len(value)
        if len(value) <= limit:
            try:
                entry["content"] = value.decode("utf-8")
            except UnicodeDecodeError:
                pass
    return entry


def difference(before, after):
    return {
        "deleted": sorted(p for p in before if p not in after),
        "created": [entry_to_json(p, *after[p]) for p in sorted(after) if p not in before],
        "changed": [
            entry_to_json(p, *after[p])
            for p in sorted(after)
            if p in before and after[p] != before[p]
        ],
    }


def apply_fs(ws, operations):
    """Changes made to the workspace while the agent runs"""
    for op in operations:
        path = os.path.join(ws, op["path"])
        kind = op["op"]
        if kind in ("append", "write"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            data = bytes.fromhex(op["hex"]) if "hex" in op else op["data"].encode("utf-8")
            with open(path, "ab" if kind == "append" else "wb") as out:
                out.write(data)
        elif kind == "delete":
            os.unlink(path)
        elif kind == "chmod":
            os.chmod(path, op["mode"])
        elif kind == "remove tree":
            shutil.rmtree(path)
        elif kind == "mkdir":
            os.makedirs(path, exist_ok=True)
        elif kind == "link":
            if os.path.lexists(path):
                os.unlink(path)
            os.symlink(op["to"], path)
        elif kind == "hardlink":
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.link(os.path.join(ws, op["to"]), path)
        else:
            raise ValueError(kind)


def ignorable(path):
    return path.endswith(".lock") or path.rsplit("/", 1)[-1] == "lock"


# =============================================================================
# The agent
# =============================================================================


#: Takes from root the right to read everything
# The fixtures were written on this host: as root, the agent is started under its name, so that it may trust
# the process numbers. Otherwise an agent that compares host names cannot verify the running jobs.
HOST = "login1"
LESS_ROOT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]


class Agent:
    def __init__(self, command, ws, stderr, less_root=False):
        args = [part.replace("{ws}", str(ws)) for part in shlex.split(command)]
        if less_root and os.geteuid() == 0:
            args = LESS_ROOT + args
        if os.geteuid() == 0 and shutil.which("unshare"):
            args = ["unshare", "--uts", "sh", "-c", f'hostname {HOST}; exec "$@"', "sh"] + args
        self.stderr = stderr
        self.started = time.time()
        env = dict(os.environ, TZ="UTC")
        self.process = subprocess.Popen(
            args,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=env,
            start_new_session=True,
        )
        self.queue = queue.Queue()
        self.messages = []  # (time, message) in order of arrival
        self.responses = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            when = time.time()
            text = line.decode("utf-8", "replace").strip()
            if not text:
                continue
            try:
                message = json.loads(text)
            except ValueError:
                message = {"not json": text[:500]}
            self.queue.put((when, message))
        self.queue.put((time.time(), None))

    def write(self, data):
        try:
            self.process.stdin.write(data + b"\n")
            self.process.stdin.flush()
        except (BrokenPipeError, OSError):
            pass

    def pump(self, until, timeout):
        """Take in messages until the condition holds, the end, or the timeout"""
        deadline = time.time() + timeout
        while not until():
            left = deadline - time.time()
            if left <= 0:
                return False
            try:
                when, message = self.queue.get(timeout=left)
            except queue.Empty:
                return until()
            if message is None:
                self.queue.put((when, None))
                return until()
            self.messages.append((when, message))
            for part in message if isinstance(message, list) else [message]:
                if isinstance(part, dict) and "id" in part and "method" not in part:
                    self.responses.setdefault(json.dumps(part["id"]), []).append(part)
        return True

    def response(self, rid, count, timeout):
        key = json.dumps(rid)
        if self.pump(lambda: len(self.responses.get(key, [])) > count, timeout):
            return self.responses[key][count]
        return None

    def refusal(self, keys, before, timeout):
        """The next answer under one of these ids"""

        def found():
            return next((k for k in keys if len(self.responses.get(k, [])) > before[k]), None)

        self.pump(lambda: found() is not None, timeout)
        key = found()
        return None if key is None else self.responses[key][before[key]]

    def count(self, rid):
        return len(self.responses.get(json.dumps(rid), []))

    def notifications(self):
        return [m for _, m in self.messages if isinstance(m, dict) and "method" in m]

    def close(self, timeout=20):
        """End of input: waits for the agent; returns its exit status or None"""
        try:
            self.process.stdin.close()
        except OSError:
            pass
        deadline = time.time() + timeout
        self.pump(lambda: False, timeout)
        try:
            return self.process.wait(max(0.1, deadline - time.time()))
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.kill()

    def ended(self, timeout):
        try:
            self.process.wait(timeout)
            return True
        except subprocess.TimeoutExpired:
            return False

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


# Waits for the folder of its job, moves there (an agent may ask where a process runs), and sleeps.
SLEEPER = "import os, sys, time; d = sys.stdin.readline().strip(); os.chdir(d or '/'); time.sleep(3600)"


class Sleepers:
    """Processes that stand for the running jobs of a fixture, each in the folder of its job"""

    def __init__(self, pids):
        self.processes = {}
        for pid in pids:
            process = subprocess.Popen(
                [sys.executable, "-c", SLEEPER],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
            threading.Thread(target=process.wait, daemon=True).start()
            self.processes[int(pid)] = process

    def pids(self):
        return {old: process.pid for old, process in self.processes.items()}

    def settle(self, ws):
        """Tells each process the job folder whose .pid file names it."""
        folders = {}
        for path in Path(ws).glob("jobs/*/*/*.pid"):
            try:
                folders[int(json.loads(path.read_bytes())["pid"])] = str(path.parent)
            except (OSError, ValueError, KeyError, TypeError):
                pass
        for process in self.processes.values():
            process.stdin.write((folders.get(process.pid, "") + "\n").encode())
            process.stdin.close()

    def died(self):
        time.sleep(0.2 if self.processes else 0)
        return sorted(old for old, p in self.processes.items() if p.returncode is not None)

    def close(self):
        for process in self.processes.values():
            if process.returncode is None:
                process.kill()


class Locks:
    """Files held with flock(2), as a live experiment holds its lock"""

    def __init__(self, ws, paths):
        self.fds = []
        for path in paths:
            target = os.path.join(ws, path)
            times = os.stat(target)
            fd = os.open(target, os.O_RDWR | os.O_CREAT)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
            self.fds.append(fd)

    def close(self):
        for fd in self.fds:
            os.close(fd)


# =============================================================================
# Comparison
# =============================================================================

ID_MAPS = {"tags", "job_infos", "job_states", "services", "actions", "dependencies"}
LOOSE = {"cpu_percent", "memory_mb", "num_threads"}
UNORDERED = {"event_files"}
PROTOCOL_MESSAGES = re.compile(
    r"(is|are) required$|^Unknown method: |^Invalid or missing jsonrpc version$"
    r"|^Cannot determine message type$"
)
#: Texts that come from the exceptions of the recorded program
FOREIGN_TEXT = re.compile(r"<class |\[Errno |codec can't|object has no attribute|Traceback")
ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$")


def parse_iso(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


class Comparer:
    def __init__(self, recorded_ws, ws, pids, recorded_start, start):
        self.recorded_ws = recorded_ws
        self.ws = str(ws)
        self.pids = pids
        self.recorded_start = recorded_start
        self.start = start

    def relocate(self, text):
        return text.replace(self.recorded_ws, self.ws)

    def text(self, expected, actual, key):
        expected = self.relocate(expected)
        if expected == actual:
            return True
        if ISO.match(expected) and ISO.match(actual):
            a, b = parse_iso(expected), parse_iso(actual)
            if a and b:
                if abs(a - b) <= timedelta(microseconds=2):
                    return True
                if self.recorded_start and a >= self.recorded_start:
                    return b >= self.start - timedelta(seconds=1)
        if key in ("error", "message") and FOREIGN_TEXT.search(expected):
            return bool(actual)
        return False

    def compare(self, expected, actual, path="result", any_order=False):
        """List of differences (empty when equal)"""
        key = re.sub(r"\[.*\]$", "", path.rsplit(".", 1)[-1])
        if key in LOOSE and expected is not None:
            if isinstance(actual, (int, float)) and not isinstance(actual, bool):
                return []
            return [f"{path}: a number expected, got {short(actual)}"]
        if key == "pid" and isinstance(expected, int):
            expected = self.pids.get(expected, expected)
        if isinstance(expected, dict):
            if not isinstance(actual, dict):
                return [f"{path}: expected an object, got {short(actual)}"]
            found = []
            for k, v in expected.items():
                k2 = self.relocate(k)
                if k2 not in actual:
                    found.append(f"{path}.{k2}: missing (expected {short(v)})")
                else:
                    found += self.compare(v, actual[k2], f"{path}.{k2}")
            if key in ID_MAPS or path == "result#map":
                names = {self.relocate(k) for k in expected}
                for k in actual:
                    if k not in names:
                        found.append(f"{path}.{k}: not expected ({short(actual[k])})")
            return found
        if isinstance(expected, list):
            if not isinstance(actual, list):
                return [f"{path}: expected a list, got {short(actual)}"]
            if any_order or key in UNORDERED:
                return self.multiset(expected, actual, path)
            found = []
            if len(expected) != len(actual):
                found.append(f"{path}: expected {len(expected)} items, got {len(actual)}")
            for i, (a, b) in enumerate(zip(expected, actual)):
                found += self.compare(a, b, f"{path}[{i}]")
            return found
        if isinstance(expected, bool) or isinstance(actual, bool):
            same = expected is actual
        elif isinstance(expected, str) and isinstance(actual, str):
            same = self.text(expected, actual, key)
        elif isinstance(expected, float) and expected != expected:
            same = actual is None or actual == "NaN" or actual != actual
        elif isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
            same = expected == actual or abs(expected - actual) <= 1e-12 * abs(expected)
        else:
            same = expected == actual
        return [] if same else [f"{path}: expected {short(expected)}, got {short(actual)}"]

    def multiset(self, expected, actual, path):
        left = list(actual)
        missing = []
        for item in expected:
            for i, candidate in enumerate(left):
                if not self.compare(item, candidate, path + "[]"):
                    del left[i]
                    break
            else:
                missing.append(item)
        if not missing and not left:
            return []
        # Say more when an item of the same identity differs
        found = []
        for item in missing:
            ident = identity(item)
            for i, candidate in enumerate(left):
                if ident is not None and identity(candidate) == ident:
                    found += self.compare(item, candidate, f"{path}[{ident}]")
                    del left[i]
                    break
            else:
                found.append(f"{path}: missing {short(item)}")
        found += [f"{path}: not expected {short(item)}" for item in left]
        return found

    def message(self, expected, actual, any_order=False, id_map=False):
        """Compare two JSON-RPC answers"""
        if not isinstance(actual, dict) or actual.get("jsonrpc") != "2.0":
            return [f"not a JSON-RPC answer: {short(actual)}"]
        if "error" in expected:
            if "error" not in actual:
                return [f"expected {short(expected['error'])}, got a result: {short(actual.get('result'))}"]
            a, b = expected["error"], actual["error"]
            if not isinstance(b, dict) or a["code"] != b.get("code"):
                return [f"error: expected {short(a)}, got {short(b)}"]
            if PROTOCOL_MESSAGES.search(a["message"]) and a["message"] != b.get("message"):
                return [f"error.message: expected {short(a['message'])}, got {short(b.get('message'))}"]
            return []
        if "error" in actual:
            return [f"expected a result, got error {short(actual['error'])}"]
        if "result" not in actual:
            return ["no result"]
        path = "result#map" if id_map else "result"
        return self.compare(expected["result"], actual["result"], path, any_order)


def identity(item):
    if isinstance(item, dict):
        for keys in (("job_id", "task_id"), ("experiment_id", "run_id"), ("warning_key",), ("service_id",)):
            if all(k in item for k in keys):
                return "/".join(str(item[k]) for k in keys)
    return None


def short(value, limit=160):
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= limit else text[:limit] + "..."


def same_notification(comparer, expected, actual):
    if expected.get("method") != actual.get("method"):
        return False
    a = json.loads(json.dumps(expected.get("params", {})))
    b = json.loads(json.dumps(actual.get("params", {})))
    for params in (a, b):
        if isinstance(params.get("data"), dict):
            params["data"].pop("timestamp", None)
    return not comparer.compare(a, b, "params")


# =============================================================================
# Scenarios
# =============================================================================


def open_text(path):
    """A transcript as it is, or compressed"""
    packed = path.with_name(path.name + ".gz")
    return open(path, encoding="utf-8") if path.exists() else gzip.open(packed, "rt", encoding="utf-8")


def read_transcript(path):
    """Yields (header, [scenario]) where a scenario is (head, items, tail)"""
    header = None
    scenarios = []
    with open_text(path) as f:
        for line in f:
            record = json.loads(line)
            if "transcript" in record:
                header = record
            elif "scenario" in record:
                scenarios.append((record, [], {}))
            elif "end" in record:
                scenarios[-1][2].update(record["end"])
            elif "recv_raw" in record:
                # Not strictly JSON: NaN or Infinity
                scenarios[-1][1].append({"recv": json.loads(record["recv_raw"])})
            else:
                scenarios[-1][1].append(record)
    return header, scenarios


def payload(item, relocate=lambda text: text):
    if "send" in item:
        return relocate(json.dumps(item["send"])).encode("utf-8")
    if "send_raw" in item:
        return item["send_raw"].encode("utf-8")
    return bytes.fromhex(item["send_hex"])


def own_id(item):
    """The ids that a broken request or a batch names, if it does, as the keys of the answers"""
    try:
        message = json.loads(payload(item))
        return [json.dumps(part["id"]) for part in (message if isinstance(message, list) else [message])]
    except (ValueError, KeyError, TypeError):
        return []


MUTATIONS = ("kill_job", "clean_job", "delete_job_safely", "delete_experiment", "execute_warning_action")


def mutates(item):
    """Whether a transcript line changes the workspace: a mutating request, or a change made by the recorder."""
    return "fs" in item or item.get("send", {}).get("method") in MUTATIONS


class Checker:
    def __init__(self, command, strict=False, verbose=False, keep=None, pristine=False, intended=()):
        self.command = command
        self.pristine = pristine
        self.intended = [(re.compile(entry["where"]), entry["because"]) for entry in intended]
        self.used = set()
        self.decided = 0
        self.strict = strict
        self.verbose = verbose
        self.keep = keep
        self.equal = 0
        self.total = 0
        self.quirks = 0

    def verdict(self, where, differences, quirk=None, well_formed=True):
        self.total += 1
        if not differences:
            self.equal += 1
            return
        if quirk and well_formed and not self.strict:
            self.equal += 1
            self.quirks += 1
            print(f"quirk: {where}: {differences[0]} ({quirk})")
            return
        reasons = [self.reason(f"{where}: {text}") for text in differences]
        if all(reasons) and well_formed:
            self.equal += 1
            self.decided += 1
            print(f"intended: {where}: {differences[0]} ({reasons[0]})")
            return
        differences = [text for text, reason in zip(differences, reasons) if not reason] or differences
        more = f" (and {len(differences) - 1} more)" if len(differences) > 1 else ""
        print(f"{where}: {differences[0]}{more}")
        if self.verbose:
            for text in differences[1:]:
                print(f"    {text}")

    def reason(self, line):
        for i, (pattern, because) in enumerate(self.intended):
            if pattern.search(line):
                self.used.add(i)
                return because
        return None

    def run_fixture(self, archive, transcript):
        header, scenarios = read_transcript(transcript)
        for head, items, tail in scenarios:
            self.run_scenario(archive, header, head, items, tail)

    def run_scenario(self, archive, header, head, items, tail):
        where = f"{header['fixture']}/{head['scenario']}"
        if head.get("unreadable") and os.geteuid() == 0 and not shutil.which(LESS_ROOT[0]):
            print(f"skipped: {where} (setpriv is not installed)")
            return
        top = Path(os.path.realpath(tempfile.mkdtemp(prefix="check-")))
        ws = top / header["fixture"]
        sleepers = Sleepers(head.get("live_pids", []))
        locks = None
        agent = None
        try:
            unpack(archive, ws, sleepers.pids())
            sleepers.settle(ws)
            apply_fs(ws, head.get("before", []))
            before = listing(ws)
            locks = Locks(ws, head.get("locks", []))
            start = datetime.now(timezone.utc).replace(tzinfo=None)
            comparer = Comparer(
                header["workspace"],
                ws,
                sleepers.pids(),
                parse_iso(head["started"]) if head.get("started") else None,
                start,
            )
            stderr = open(top / "stderr", "wb")
            agent = Agent(self.command, ws, stderr, head.get("unreadable"))
            self.current_ws = ws
            self.replay(where, agent, comparer, items)

            # Notifications
            expected = [
                i["recv"]
                for i in items
                if "method" in i.get("recv", {})
                and i["recv"]["method"] != "notification.shutdown"
            ]
            if expected and not head.get("ignore_notifications"):

                def missing():
                    left = agent.notifications()
                    lost = []
                    for note in expected:
                        for i, candidate in enumerate(left):
                            if same_notification(comparer, note, candidate):
                                del left[i]
                                break
                        else:
                            lost.append(note)
                    return lost

                agent.pump(lambda: not missing(), 5)
                lost = missing()
                for note in expected:
                    found = not any(note is x for x in lost)
                    self.verdict(
                        f"{where} notification",
                        [] if found else [f"not received: {short(note, 300)}"],
                    )

            # The end
            code = agent.close()
            problems = []
            if code is None:
                problems.append("still running 20 s after the end of its input")
            if not any(m["method"] == "notification.shutdown" for m in agent.notifications()):
                problems.append("no notification.shutdown")
            self.verdict(f"{where} end of input", problems)

            # Processes
            if head.get("live_pids"):
                died = sleepers.died()
                wanted = tail.get("died", [])
                self.verdict(
                    f"{where} processes",
                    [] if died == wanted else [f"expected {wanted} to die, got {died}"],
                    quirk=head.get("process_quirk"),
                )

            # Files
            locks.close()
            locks = None
            after = difference(before, listing(ws))
            if self.pristine and not any(mutates(item) for item in items):
                tail = {**tail, "files": {"deleted": [], "created": [], "changed": []}}
            self.verdict(
                f"{where} files",
                self.compare_files(comparer, tail["files"], after, head.get("files")),
                quirk=head.get("files_quirk"),
            )
        finally:
            if agent:
                agent.kill()
            if locks:
                locks.close()
            sleepers.close()
            if not self.keep:
                for folder, dirs, _ in os.walk(top):
                    for entry in dirs:
                        path = os.path.join(folder, entry)
                        if not os.path.islink(path):
                            os.chmod(path, 0o755)
                shutil.rmtree(top, ignore_errors=True)

    def replay(self, where, agent, comparer, items):
        ready = False
        patience = 30
        # The answers, in the order of the transcript
        answers = {}
        for i, item in enumerate(items):
            if "recv" in item and "method" not in item["recv"]:
                answers.setdefault(json.dumps(item["recv"].get("id")), []).append(item["recv"])
        seen = {}
        for item in items:
            if "wait" in item:
                agent.pump(lambda: False, item["wait"])
            if "fs" in item:
                apply_fs(self.current_ws, item["fs"])
            if not any(k in item for k in ("send", "send_raw", "send_hex")):
                continue
            rid = item.get("expect", "nothing")
            # The recorded program answers a line that is no request with id 0, ours with null or its own
            keys = ["0", "null", *own_id(item)] if rid == 0 and "send" not in item else []
            before = {k: len(agent.responses.get(k, [])) for k in keys}
            agent.write(payload(item, comparer.relocate))
            if rid == "nothing":
                continue
            if rid == "closed":
                # The recorded program ended; an agent may well answer
                rid = item["send"]["id"]
                actual = agent.response(rid, 0, 20)
                ended = actual is None and agent.ended(10)
                self.verdict(
                    f"{where} #{rid}",
                    [] if ended else ["answers, where the recorded program ends"],
                    item.get("quirk"),
                    ended or actual is not None,
                )
                continue
            key = json.dumps(rid)
            n = seen.get(key, 0)
            seen[key] = n + 1
            expected = answers[key][n]
            limit = 90 if not ready else patience
            actual = agent.refusal(keys, before, limit) if keys else agent.response(rid, n, limit)
            ready = True
            if actual is None:
                # An agent that hangs: do not wait as long for each of the next answers
                patience = 1
            if "send" in item:
                method, params = item["send"].get("method"), item["send"].get("params")
            else:
                method, params = "line", item.get("send_raw", item.get("send_hex"))
            label = f"{where} #{rid} {method} {short(params, 100) if params else ''}".rstrip()
            if actual is None:
                self.verdict(label, ["no answer"], item.get("quirk"), well_formed=False)
                continue
            differences = comparer.message(
                expected,
                actual,
                any_order=item.get("order") == "any",
                id_map=method in ("get_tags_map", "get_dependencies_map"),
            )
            well_formed = (
                isinstance(actual, dict)
                and actual.get("jsonrpc") == "2.0"
                and ("result" in actual or "error" in actual)
            )
            if item.get("loose"):
                differences = [] if well_formed else [f"not a JSON-RPC answer: {short(actual)}"]
            self.verdict(label, differences, item.get("quirk"), well_formed)

    def compare_files(self, comparer, expected, actual, only=None):
        found = []
        for kind in ("deleted",):
            a = {comparer.relocate(p) for p in expected[kind] if not ignorable(p)}
            b = {p for p in actual[kind] if not ignorable(p)}
            found += [f"not deleted: {p}" for p in sorted(a - b)]
            found += [f"deleted: {p}" for p in sorted(b - a)]
        if only == "deleted":
            return found
        for kind in ("created", "changed"):
            a = {e["path"]: e for e in expected[kind] if not ignorable(e["path"])}
            b = {e["path"]: e for e in actual[kind] if not ignorable(e["path"])}
            found += [f"not {kind}: {p}" for p in sorted(set(a) - set(b))]
            found += [f"{kind}: {p}" for p in sorted(set(b) - set(a))]
            for p in sorted(set(a) & set(b)):
                found += self.compare_entry(comparer, a[p], b[p])
        return found

    def compare_entry(self, comparer, a, b):
        path = a["path"]
        if a["type"] != b["type"]:
            return [f"{path}: expected a {a['type']}, got a {b['type']}"]
        if a["type"] == "link":
            if comparer.relocate(a["target"]) != b["target"]:
                return [f"{path}: expected link to {a['target']}, got {b['target']}"]
            return []
        if "content" not in a or not path.endswith((".json", ".failed")):
            return []
        try:
            x = json.loads(a["content"])
        except ValueError:
            return []
        try:
            y = json.loads(b["content"])
        except (KeyError, ValueError):
            return [f"{path}: not JSON"]
        if isinstance(x, dict) and isinstance(y, dict):
            x.pop("last_updated", None)
            y.pop("last_updated", None)
        return comparer.compare(x, y, path)


def play_live(command, archive, stream, verbose=False):
    """Plays a recorded live stream in front of an agent

    The changes of the files are made at the recorded times; then the
    notifications are compared (each recorded one must arrive, the times in
    them are ignored), and so are the answers to the queries at the end.
    """
    records = [json.loads(line) for line in open_text(stream)]
    header = records.pop(0)
    top = Path(os.path.realpath(tempfile.mkdtemp(prefix="check-")))
    ws = top / header["fixture"]
    unpack(archive, ws)
    start = datetime.now(timezone.utc).replace(tzinfo=None)
    recorded = datetime.fromtimestamp(header["epoch"], timezone.utc).replace(tzinfo=None)
    comparer = Comparer(header["workspace"], ws, {}, recorded, start)
    checker = Checker(command)
    agent = None
    written = []  # (time, text)
    try:
        agent = Agent(command, ws, open(top / "stderr", "wb"))
        answers = {json.dumps(r["recv"]["id"]): r["recv"] for r in records if "id" in r.get("recv", {})}
        shift = None
        for record in records:
            if "fs" in record:
                if shift is None:
                    shift = time.time() - record["t"]
                wait = shift + record["t"] - time.time()
                agent.pump(lambda: False, max(0, wait))
                for op in record["fs"]:
                    written.append((time.time(), comparer.relocate(op.get("data", ""))))
                    apply_fs(ws, [dict(op, **{k: comparer.relocate(op[k]) for k in ("data", "to") if k in op})])
            elif "send" in record:
                if shift is not None:
                    agent.pump(lambda: False, max(0, shift + record["t"] - time.time()))
                    shift = None
                agent.write(payload(record, comparer.relocate))
                rid = record["send"]["id"]
                actual = agent.response(rid, 0, 90)
                label = f"live #{rid} {record['send']['method']}"
                checker.verdict(
                    label,
                    ["no answer"] if actual is None
                    else [] if record.get("loose")
                    else comparer.message(answers[json.dumps(rid)], actual, record.get("order") == "any"),
                )
        # What is written just before its event file is deleted may be missed: the
        # recorded program then reads the state of the job again, and says so itself
        deleted = [
            (record["t"], op["path"].rsplit("/", 1)[-1])
            for record in records
            for op in record.get("fs", [])
            if op["op"] == "delete" and op["path"].startswith(".events/")
        ]

        def racy(record):
            data = record["recv"]["params"]["data"]
            names = [data.get("job_id"), data.get("experiment_id"), "experiments"]
            if record["recv"]["params"]["event_type"] == "RunCompletedEvent":
                return True
            return any(
                record["t"] > when - 0.06 and any(n and n in name for n in names)
                for when, name in deleted
                if record["t"] < when + 1.5
            )

        expected = []
        uncertain = 0
        for record in records:
            if record.get("recv", {}).get("method") == "notification.state_event":
                if racy(record):
                    uncertain += 1
                else:
                    expected.append(record["recv"])
        left = [(t, m) for t, m in agent.messages if isinstance(m, dict) and "method" in m]
        delays = []
        for note in expected:
            for i, (when, candidate) in enumerate(left):
                if same_notification(comparer, note, candidate):
                    del left[i]
                    stamp = note["params"]["data"].get("timestamp")
                    wrote = [t for t, text in written if stamp and f'"timestamp":{stamp!r},' in text]
                    if wrote:
                        delays.append(when - wrote[0])
                    checker.verdict("", [])
                    break
            else:
                checker.verdict("live notification", [f"not received: {short(note, 300)}"])
        print(f"{len(expected)} notifications compared, {uncertain} left out (about files that were being deleted), {len(left)} others received")
        if verbose:
            for _, note in left:
                print("    ", short(note, 300))
        if delays:
            delays.sort()
            print("delays after the write: median %.4f s, 95%% %.4f s, most %.4f s" % (
                delays[len(delays) // 2], delays[int(len(delays) * 0.95)], delays[-1]))
        agent.close()
    finally:
        if agent:
            agent.kill()
        shutil.rmtree(top, ignore_errors=True)
    print(f"{checker.equal} of {checker.total} exchanges equal")
    return 0 if checker.equal == checker.total and checker.total else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--agent", required=True, help="command line, with {ws} for the workspace")
    parser.add_argument("--fixtures", type=Path, default=Path(__file__).resolve().parents[1] / "resources" / "fixtures")
    parser.add_argument("--scenario", help="only the scenarios of this name")
    parser.add_argument("--strict", action="store_true", help="quirks must be equal too")
    parser.add_argument("--verbose", action="store_true", help="every difference of an exchange")
    parser.add_argument("--keep", action="store_true", help="keep the unpacked workspaces")
    parser.add_argument("--pristine", action="store_true", help="without a mutating request no file may change")
    parser.add_argument("--intended", type=Path, help="JSON list of differences that were decided on")
    parser.add_argument("--live", metavar="NAME", help="play the live stream NAME.jsonl instead")
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args()
    if args.live:
        return play_live(
            args.agent, args.fixtures / f"{args.live}.tar.gz", args.fixtures / f"{args.live}.jsonl", args.verbose
        )

    names = args.names or sorted(
        p.name.split(".transcript.jsonl")[0] for p in args.fixtures.glob("*.transcript.jsonl*")
    )
    intended = json.loads(args.intended.read_text()) if args.intended else []
    checker = Checker(args.agent, args.strict, args.verbose, args.keep, args.pristine, intended)
    for name in names:
        archive = args.fixtures / f"{name}.tar.gz"
        header, scenarios = read_transcript(args.fixtures / f"{name}.transcript.jsonl")
        for head, items, tail in scenarios:
            if args.scenario and head["scenario"] != args.scenario:
                continue
            checker.run_scenario(archive, header, head, items, tail)
    if checker.quirks:
        print(f"{checker.quirks} quirks answered in another way (not counted as differences)")
    if checker.decided:
        print(f"{checker.decided} differences were intended")
    idle = [intended[i]["where"] for i in range(len(intended)) if i not in checker.used]
    if idle and not args.names and not args.scenario:
        print(f"intended, but never seen: {idle}")
    else:
        idle = []
    print(f"{checker.equal} of {checker.total} exchanges equal")
    return 0 if checker.equal == checker.total and checker.total and not idle else 1


if __name__ == "__main__":
    sys.exit(main())
