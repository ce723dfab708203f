"""Runs the experiment on SLURM: run_batch.py WORKSPACE NAME FOLDER

FOLDER holds the commands of SLURM. Three jobs that each want the whole node, submitted in this order: one that runs
until somebody ends it, and two that wait for it meanwhile. Prints one line "LABEL ID" a job once SLURM has it."""

import os
import sys
import time
from pathlib import Path

from experimaestro import experiment
from experimaestro.launchers.slurm import SlurmLauncher, SlurmOptions

from steps import Step

PROCESSORS = 2


def main(workspace, name, commands):
    launcher = SlurmLauncher(options=SlurmOptions(nodes=1, cpus_per_task=PROCESSORS), interval=2, binpath=commands)
    with experiment(workspace, name) as xp:
        xp.setenv("PYTHONPATH", os.path.dirname(os.path.abspath(__file__)))
        for label, seconds in [("endless", 3600), ("next", 6), ("dropped", 6)]:
            job = Step.C(name=label, seconds=seconds).submit(launcher=launcher).__xpm__.job
            while not (job.path / "step.pid").exists():
                time.sleep(0.1)
            print(label, job.identifier, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
