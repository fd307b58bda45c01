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
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Generic, Self, TypeVar

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
_NOT_UNDERSTOOD = 4
"""That of a child that could not make out the job."""
_UNKNOWN, _GIVEN_UP = 256, 257
"""No exit status: of a child that nobody can tell the end of; of one that gave no answer in real time."""
_MOST_KILLED = 12
"""Of so many jobs one after the other at which the system kills the child only the first is to blame for it."""
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
    child is replaced, never where it is 0. `grace` are the seconds a child still has when its real time is up: for a
    program that was stopped meanwhile that is the moment it goes on, and the answer may be on its way.
    """

    cpu_seconds: float
    seconds: float
    megabytes: int
    jobs: int = 0
    grace: float = 5.0


class End(Enum):
    """How a child ended at a job."""

    TOO_SLOW = "too slow"
    NO_ANSWER = "no answer"
    TOO_LARGE = "too large"
    KILLED = "killed"
    BROKE_DOWN = "broke down"


@dataclass(frozen=True, slots=True)
class _Broke:
    """The work raised an error that it does not answer with; the child ends."""

    trace: str


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
        self._killed = 0

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
        had worked for others before it crashed or had no memory left. Where the child is killed at one job after the
        other, it is the machine: that raises `missing`, as does a child that was told to end, as the program is about
        to be, and one of another program than this. Else raises as `prepare`.
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
            if (why := _MACHINE.get(status)) is not None:
                raise self._missing(f"The {self._name} {why}.")
            if last or status in _OUT_OF_TIME or (is_fresh and status not in _BY_OTHERS):
                break
        return self._given_up(status)

    def _given_up(self, status: int | None) -> End:
        """How the child ended at a job that is not tried again. Raises `missing` where that is the machine's fault."""
        if status != -signal.SIGKILL:
            return _ENDS.get(status, End.BROKE_DOWN)
        self._killed = self._killed % _MOST_KILLED + 1
        if self._killed > 1:
            raise self._missing(f"The {self._name} is killed by the system again and again: memory may be short.")
        return End.KILLED

    def _asked(self, job: Job, share: int) -> tuple[Answer | None, int | None]:
        """The answer, or the exit status of the child where there is none."""
        assert self._pipe is not None
        assert self._process is not None
        clock = _Clock(self._process, self._limits.seconds * share, self._limits.grace)
        try:
            clock.start()
        except RuntimeError as error:  # no room for a thread
            self.close()
            raise self._missing(f"The {self._name} cannot be watched: {error}.") from error
        try:
            with clock:
                self._pipe.send((self._limits.cpu_seconds * share, job))
                answer: Answer | _Broke = self._pipe.recv()
        except (EOFError, OSError):
            status = self._status(clock)
            log.log(
                logging.DEBUG if status == -signal.SIGTERM else logging.WARNING, "the %s %s", self._name, _told(status)
            )
            return None, status
        except MemoryError:  # of this process
            self.close()
            raise
        except Exception:  # what comes back may be anything where the program was changed on disk
            log.exception("the answer of the %s is none of this program's", self._name)
            return None, _NOT_UNDERSTOOD
        if isinstance(answer, _Broke):
            log.error("the %s broke down:\n%s", self._name, answer.trace)
            return None, 1
        self._killed = 0
        return answer, None

    def _status(self, clock: _Clock) -> int:
        """The exit status of a child that has ended."""
        assert self._process is not None
        self._process.join(_END_SECONDS)
        if clock.is_up:
            return _GIVEN_UP
        status = self._process.exitcode
        return _UNKNOWN if status is None else status

    def _count(self) -> None:
        self._done += 1
        if self._done == self._limits.jobs:
            log.debug("the %s has done its %d jobs", self._name, self._done)
            self.close()

    def close(self) -> None:
        """End the child, whatever it is at."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        self._ready, self._done = False, 0
        try:
            if process is not None:
                process.kill()
                process.join()
                # A process that starts in another thread looks after all children, and may have taken the end of this
                # one: then it counts as running for ever.
                with suppress(ValueError):
                    process.close()
        finally:
            if pipe is not None:
                pipe.close()


class _Clock:
    """Kills a child when its real time is up, whatever it keeps this process waiting for: to be read, or an answer."""

    def __init__(self, process: SpawnProcess, seconds: float, grace: float) -> None:
        self._process = process
        self._seconds = seconds
        self._grace = grace
        self._over = threading.Event()
        self.is_up = False

    def start(self) -> None:
        """Begin to count. Raises RuntimeError where there can be no thread."""
        threading.Thread(target=self._run, name="time of a job", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _run(self) -> None:
        if not self._over.wait(self._seconds) and not self._over.wait(self._grace):
            self.is_up = True
            with suppress(ValueError):  # closed this moment
                self._process.kill()


_OUT_OF_TIME = frozenset({_TOO_SLOW, _GIVEN_UP})
_BY_OTHERS = frozenset({-signal.SIGKILL, _UNKNOWN})
"""Ends that somebody else may have brought about."""
_ENDS: Mapping[int | None, End] = {
    _TOO_SLOW: End.TOO_SLOW,
    _GIVEN_UP: End.NO_ANSWER,
    _OUT_OF_MEMORY: End.TOO_LARGE,
}
_MACHINE: Mapping[int | None, str] = {
    -signal.SIGTERM: "was told to end",
    _NOT_UNDERSTOOD: "is of another version: the program was changed while it runs; start it again",
}
"""Ends that no job is to blame for."""


def _told(status: int) -> str:
    told = {_UNKNOWN: "ended at a job, nobody knows how", _GIVEN_UP: "gave no answer in time and was ended"}
    return told.get(status, f"ended with {status} at a job")


def _serve(pipe: Connection, load: Load[Job, Answer], megabytes: int) -> None:
    """Work until the other end is closed. Says nothing on its own: what is to be known goes back by the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    os.nice(_PATIENCE)
    with suppress(BrokenPipeError):
        work = _loaded(pipe, load, megabytes)
        if work is not None:
            pipe.send(None)
            _work_on(pipe, work)


def _end_with_parent() -> None:
    """A program that was killed cannot end its children, and one that is at a job does not look at the pipe."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work_on(pipe: Connection, work: Work[Job, Answer]) -> None:
    try:
        while _served(pipe, work):
            pass
    except MemoryError:
        raise SystemExit(_OUT_OF_MEMORY) from None
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, the parent logs the trace, where secrets are masked
        pipe.send(_Broke(_trace(error)))
        raise SystemExit(1) from None


def _loaded(pipe: Connection, load: Load[Job, Answer], megabytes: int) -> Work[Job, Answer] | None:
    """What does the work, within its bounds; where it cannot be had, the reason went to the other end."""
    try:
        threading.Thread(target=_end_with_parent, name="end with the program", daemon=True).start()
        work = load()
        gc.collect()
        gc.freeze()
        _limit_memory(megabytes)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except WortlautError as error:
        pipe.send(error)
    except Exception as error:  # noqa: BLE001  whatever it is, the parent logs the trace
        pipe.send(_trace(error))
    else:
        return work
    return None


def _trace(error: Exception) -> str:
    return "".join(traceback.format_exception(error, limit=-8))


def _served(pipe: Connection, work: Work[Job, Answer]) -> bool:
    """Do one job; False where there will be none any more."""
    try:
        cpu_seconds, job = pipe.recv()
    except (EOFError, OSError):
        return False
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a job of a type that this program lacks, or that is another one here
        raise SystemExit(_NOT_UNDERSTOOD) from None
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
        wanted = held + megabytes * 1024 * 1024
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
