"""Runs the experiment: run_steps.py WORKSPACE NAME

Four short jobs at once, one of which fails; then two longer ones, so that jobs end three seconds apart; and one
that can never start. Prints one line "JOB STATE" a job at the end, as the scheduler saw it."""

import os
import sys
from pathlib import Path

from experimaestro import experiment, tag

from steps import After, Step


def main(workspace, name):
    jobs = {}
    try:
        with experiment(workspace, name) as xp:
            xp.setenv("PYTHONPATH", os.path.dirname(os.path.abspath(__file__)))

            def submit(label, task):
                jobs[label] = task.submit()
                return jobs[label]

            first = submit("first", Step.C(name=tag("first")))
            submit("second", Step.C(name=tag("second")))
            submit("third", Step.C(name=tag("third")))
            submit("failing", Step.C(name=tag("failing"), fail=True))
            submit("slow", After.C(name="slow", before=first, seconds=3.5))
            last = submit("last", After.C(name="last", before=first, fail=True, seconds=7))
            submit("never", After.C(name="never", before=last))
            print("submitted", flush=True)
    except Exception as e:
        print("ended with", type(e).__name__, flush=True)
    for label, task in jobs.items():
        print(label, task.__xpm__.job.identifier, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
