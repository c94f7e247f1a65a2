"""What `trygga work` does, and its one loop.

A job does one small piece of what is due and says whether there is more. It is idempotent: killed at any point, run
twice, run late or by several processes at once, the outcome is the same (`notifications/once.py` helps). So the loop
keeps no state that matters.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from django.utils import timezone

from trygga.accounts.services import end_old_sessions
from trygga.audit.services import extend_chains
from trygga.directory.alarms import ask_about_points
from trygga.directory.hsds.services import erase_old_lists
from trygga.notifications.delivery import deliver_next
from trygga.notifications.models import Channel, Occurrence
from trygga.notifications.once import do_once
from trygga.notifications.services import forget_finished
from trygga.organisations.log_heads import mail_heads
from trygga.places.importing.services import erase_next, work_on_next
from trygga.places.services import carry_out_next_move

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 2
"""Between two rounds in which nothing was left to do."""

SHARE_SECONDS = 30
"""How long a job may go on before the others have their turn."""

REST_SECONDS = 60
"""The longest rest of a job that fails; the first is short, and each failure doubles it."""

SIGNALS = {signal.SIGTERM, signal.SIGINT}


class Job(NamedTuple):
    """`do` does one small piece of work, and says whether there is more to do at once."""

    name: str
    do: Callable[[], bool]


def chain_the_log() -> bool:
    """Chains all that is settled; what comes meanwhile is for the next round."""
    extend_chains()
    return False


def _erase() -> None:
    end_old_sessions()


def erase_ended_sessions() -> bool:
    """Once a day; killed or run twice, it erases the same."""
    day = timezone.localdate()
    if not Occurrence.objects.filter(name="ended-sessions", on=day).exists():
        do_once("ended-sessions", subject="", on=day, do=_erase)
    return False


class Seldom:
    """A job that looks at much and mostly finds nothing: in each process, once in so many seconds."""

    def __init__(self, do: Callable[[], bool], *, seconds: float) -> None:
        self._do = do
        self._seconds = seconds
        self._rests_until = 0.0

    def __call__(self) -> bool:
        if time.monotonic() < self._rests_until:
            return False
        has_more = self._do()
        # Only now: what has failed is tried again as the loop sees fit.
        self._rests_until = time.monotonic() + self._seconds
        return has_more


JOBS: tuple[Job, ...] = (
    Job("mail", partial(deliver_next, Channel.MAIL)),
    Job("text messages", partial(deliver_next, Channel.SMS)),
    Job("webhooks", partial(deliver_next, Channel.WEBHOOK)),
    Job("forget finished notices", forget_finished),
    Job("chain the log", chain_the_log),
    Job("imports", work_on_next),
    Job("erase what imports kept", erase_next),
    Job("erase directory files", erase_old_lists),
    Job("mail the ends of the log", mail_heads),
    Job("erase ended sessions", erase_ended_sessions),
    Job("move estates", carry_out_next_move),
    Job("ask whether contact points are right", Seldom(ask_about_points, seconds=300)),
)


class Stop:
    """Being asked to stop: by SIGTERM or Ctrl-C, or because the process that this one belongs to has ended.

    The signals are not delivered but looked for, between two pieces of work: none is cut in half.
    """

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

    def is_asked(self) -> bool:
        is_orphan = self._parent is not None and os.getppid() != self._parent
        return is_orphan or bool(SIGNALS & signal.sigpending())

    def wait(self, seconds: float) -> None:
        """Until then, or until being asked; a signal that was seen here stays asked for."""
        found = signal.sigtimedwait(SIGNALS, seconds)
        if found is not None:
            os.kill(os.getpid(), found.si_signo)


class Work:
    """The loop over the jobs."""

    def __init__(self, jobs: Sequence[Job], stop: Stop) -> None:
        self._jobs = jobs
        self._stop = stop
        self._failures: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}

    def go_on(self) -> None:
        """Round after round, until asked to stop."""
        while not self._stop.is_asked():
            if not self._round():
                self._stop.wait(PAUSE_SECONDS)

    def once(self) -> bool:
        """Everything that is due now. False where a job failed."""
        while self._round() and not self._stop.is_asked():
            pass
        return not self._failures

    def _round(self) -> bool:
        """Give each job its share of time. True where one has more to do."""
        close_old_connections()
        awake = [job for job in self._jobs if self._rests_until.get(job.name, 0) <= time.monotonic()]
        shares = [self._share(job) for job in awake]  # all of them, before any answer counts
        return any(shares)

    def _share(self, job: Job) -> bool:
        end = time.monotonic() + SHARE_SECONDS
        try:
            while not self._stop.is_asked():
                if not job.do():
                    self._failures.pop(job.name, None)
                    return False
                if time.monotonic() > end:
                    return True
        except ImproperlyConfigured as mistake:
            # A sentence of ours, which says more than places in the code.
            logger.error("%s", mistake)
            self._rest(job)
        except Exception:
            logger.exception("the job %r failed", job.name)
            self._rest(job)
        return False

    def _rest(self, job: Job) -> None:
        """A job that fails rests for longer each time; the others go on."""
        failures = self._failures[job.name] = self._failures.get(job.name, 0) + 1
        self._rests_until[job.name] = time.monotonic() + min(2**failures, REST_SECONDS)


def start_worker(environment: dict[str, str]) -> None:
    """Start `trygga work` beside this process, or the server that it becomes; it ends when that does."""
    command = [sys.executable, "-m", "django", "work", "--parent", str(os.getpid())]
    # Handed on blocked: a Ctrl-C while it is still starting waits for it, instead of ending it with a traceback.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        subprocess.Popen(command, env=os.environ | environment, stdin=subprocess.DEVNULL)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
