"""A child process that does one kind of work, job after job, within limits of time and memory.

    child.ask(job) -> over a pipe -> work(job) in the child -> its answer
                   -> too long, too much memory, crashed    -> how it ended; the next job gets a new child

What is written in C cannot be interrupted from Python, and a loop that eats memory takes the whole program with it; a
process can be ended. Children are spawned, not forked: the program has threads.
"""

from __future__ import annotations

import gc
import logging
import os
import resource
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Generic, TypeVar

from digest.errors import WortlautError

Job = TypeVar("Job")
Answer = TypeVar("Answer")

Work = Callable[[Job], Answer]
Load = Callable[[], Work[Job, Answer]]
"""Loads in the child what the work needs. It is sent there: a function of a module, or a partial of one."""

_START_SECONDS = 60.0
_END_SECONDS = 5.0
_OUT_OF_MEMORY = 3
"""Exit status of a child that had no memory for the job, for its work or for the answer."""
_TOO_SLOW = -signal.SIGPROF
"""That of a child whose timer ended it."""
_PATIENCE = 5
"""By how much a child is nicer than the program: where the cores do not suffice, answers come first."""
_STATUS = Path("/proc/self/status")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may take.

    `cpu_seconds` of processor time; `seconds` of real time, after which a job is given up that takes no processor time
    either, or only a little of a busy one; `megabytes` of memory beyond what the loaded child has; after `jobs` the
    child is replaced, never where it is 0.
    """

    cpu_seconds: float
    seconds: float
    megabytes: int
    jobs: int = 0


class End(Enum):
    """How a child ended at a job."""

    TOO_SLOW = "too slow"
    TOO_LARGE = "too large"
    BROKE_DOWN = "broke down"


class Child(Generic[Job, Answer]):
    """For one calling thread. `name` is that of the process; use `close` at the end, another job begins anew.

    `load` may raise a WortlautError, which is raised here. The work may run out of memory; whatever else it raises ends
    the child too. `missing` is raised, with a sentence, where there can be no child.
    """

    def __init__(
        self, name: str, load: Load[Job, Answer], limits: Limits, missing: Callable[[str], WortlautError]
    ) -> None:
        self._name = name
        self._load = load
        self._limits = limits
        self._missing = missing
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._ready = False
        self._done = 0

    @property
    def pid(self) -> int | None:
        """The number of the process, None where there is none at the moment."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Have a child that loads what it needs while this process does something else. Raises `missing`."""
        if self._process is not None and self._process.is_alive():
            return
        self.close()
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._load, self._limits.megabytes), name=self._name, daemon=True
        )
        try:
            process.start()
        except OSError as error:
            ours.close()
            raise self._missing(f"The {self._name} does not start: {error.strerror or error}.") from error
        finally:
            theirs.close()
        self._process, self._pipe = process, ours

    def prepare(self) -> None:
        """Have a child that waits for jobs. Raises `missing`, and the WortlautError that `load` raised."""
        self.start()
        if self._ready:
            return
        trouble = self._trouble()
        self._ready = trouble is None
        if trouble is not None:
            self.close()
            raise trouble

    def _trouble(self) -> WortlautError | None:
        """Wait until the child has loaded what it needs; what keeps it from that."""
        assert self._pipe is not None
        told: WortlautError | str | None = ""
        try:
            if self._pipe.poll(_START_SECONDS):
                told = self._pipe.recv()
        except (EOFError, OSError):
            log.warning("the %s ended while it was loading", self._name)
        if isinstance(told, str):
            if told:
                log.error("the %s did not load:\n%s", self._name, told)
            why = told.strip().rpartition("\n")[2] or "memory or processes may be short"
            return self._missing(f"The {self._name} does not start: {why}.")
        return told

    def ask(self, job: Job, share: int = 1) -> Answer | End:
        """The answer to a job, or how the child ended at it; a large one may take its share times as long.

        A job is tried once more where it need not be to blame: the child was killed, as by a system short of memory, or
        had worked for others before it crashed or had no memory left. Where the child was told to end, the program is
        about to: that raises `missing`. Else raises as `prepare`.
        """
        for last in (False, True):
            self.prepare()
            is_fresh = self._done == 0
            answer, status = self._asked(job, share)
            if status is None:
                self._count()
                assert answer is not None
                return answer
            self.close()
            if status == -signal.SIGTERM:
                raise self._missing(f"The {self._name} was told to end.")
            if last or status == _TOO_SLOW or (is_fresh and status != -signal.SIGKILL):
                break
        return _how(status)

    def _asked(self, job: Job, share: int) -> tuple[Answer | None, int | None]:
        """The answer, or the exit status of the child where there is none; that of a child to be ended counts as
        ended by its timer.
        """
        assert self._pipe is not None
        assert self._process is not None
        try:
            self._pipe.send((self._limits.cpu_seconds * share, job))
            if self._pipe.poll(self._limits.seconds * share):
                answer: Answer = self._pipe.recv()
                return answer, None
        except (EOFError, OSError):
            self._process.join(_END_SECONDS)
            status = self._process.exitcode
            log.warning("the %s ended with %s at a job", self._name, status)
            return None, _OUT_OF_MEMORY if status is None else status
        log.warning("the %s gave no answer within %.0f s", self._name, self._limits.seconds * share)
        return None, _TOO_SLOW

    def _count(self) -> None:
        self._done += 1
        if self._done == self._limits.jobs:
            log.debug("the %s has done its %d jobs", self._name, self._done)
            self.close()

    def close(self) -> None:
        """End the child, whatever it is at."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        self._ready, self._done = False, 0
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if pipe is not None:
            pipe.close()


def _how(status: int | None) -> End:
    if status == _TOO_SLOW:
        return End.TOO_SLOW
    return End.TOO_LARGE if status == _OUT_OF_MEMORY else End.BROKE_DOWN


def _serve(pipe: Connection, load: Load[Job, Answer], megabytes: int) -> None:
    """Work until the other end is closed. Says nothing on its own: what is to be known goes back by the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    os.nice(_PATIENCE)
    with suppress(BrokenPipeError):
        work = _loaded(pipe, load)
        if work is None:
            return
        gc.collect()
        gc.freeze()
        _limit_memory(megabytes)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pipe.send(None)
        _work_on(pipe, work)


def _work_on(pipe: Connection, work: Work[Job, Answer]) -> None:
    try:
        while _served(pipe, work):
            pass
    except MemoryError:
        raise SystemExit(_OUT_OF_MEMORY) from None


def _loaded(pipe: Connection, load: Load[Job, Answer]) -> Work[Job, Answer] | None:
    """What does the work; where it cannot be loaded, the reason went to the other end."""
    try:
        return load()
    except WortlautError as error:
        pipe.send(error)
    except Exception as error:  # noqa: BLE001  whatever it is, the parent logs the trace
        pipe.send("".join(traceback.format_exception(error, limit=-8)))
    return None


def _served(pipe: Connection, work: Work[Job, Answer]) -> bool:
    """Do one job; False where there will be none any more."""
    try:
        cpu_seconds, job = pipe.recv()
    except (EOFError, OSError):
        return False
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # its signal ends the process
    answer = work(job)
    signal.setitimer(signal.ITIMER_PROF, 0)
    pipe.send(answer)
    return True


def _limit_memory(megabytes: int) -> None:
    """Bound the memory of this process where the system tells how much it has already."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return
    held = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
    if held:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (held + megabytes * 1024 * 1024, hard))
