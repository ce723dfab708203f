#!/usr/bin/env python3
"""The original's client library on an agent: watch.py HOST WORKSPACE SSH_CONFIG COMMAND EXPERIMENT JOBS

Queries after each ExperimentUpdatedEvent, as its screens do, and prints one line per change of what it was
answered: "JOB STATE". Ends when JOBS jobs have ended, or after two minutes."""

import logging
import queue
import sys
import time

logging.disable(logging.CRITICAL)

from experimaestro.scheduler.remote.client import SSHStateProviderClient


def main(host, workspace, config, command, experiment, wanted):
    updates = queue.Queue()
    client = SSHStateProviderClient(
        host, workspace, ssh_options=["-F", config], remote_xpm_path=command, output_callback=lambda line: None
    )
    client.connect()
    shown = {}

    def query():
        current = client.get_experiment(experiment)
        if current is None:
            return
        for job in client.get_jobs(experiment_id=experiment):
            state, _ = client.get_resolved_state(job, current)
            if shown.get(job.identifier) != state.name:
                shown[job.identifier] = state.name
                print(job.identifier, state.name, flush=True)

    def heard(event):
        if type(event).__name__ == "ExperimentUpdatedEvent":
            updates.put(event)

    client.add_listener(heard)
    print("connected", flush=True)
    query()
    deadline = time.time() + 120
    while time.time() < deadline:
        if sum(name.lower() in ("done", "error") for name in shown.values()) >= int(wanted):
            break
        try:
            updates.get(timeout=1)
        except queue.Empty:
            continue
        query()
    client.disconnect()


if __name__ == "__main__":
    main(*sys.argv[1:])
