"""Tasks of the experiment that the tests run with the original program."""

import time

from experimaestro import Meta, Param, Task, field, progress


class Step(Task):
    """Takes a while, writes a line, and may fail"""

    name: Param[str]
    fail: Param[bool] = field(default=False)
    seconds: Meta[float] = field(default=0.3)

    def execute(self):
        for part in range(3):
            progress(part / 3, desc="part")
            time.sleep(self.seconds / 3)
        print("step", self.name, flush=True)
        if self.fail:
            raise RuntimeError("this step fails on purpose")


class After(Task):
    """The same, once another one is done"""

    name: Param[str]
    before: Param[Task]
    fail: Param[bool] = field(default=False)
    seconds: Meta[float] = field(default=3.0)

    def execute(self):
        time.sleep(self.seconds)
        print("after", self.name, flush=True)
        if self.fail:
            raise RuntimeError("this one fails on purpose")
