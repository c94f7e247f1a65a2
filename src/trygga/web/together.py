"""Small writes of several threads in one transaction: one write turn and one flush to the disk serve all that wait.

SQLite flushes for every commit, and while one thread waits for that, the others of its process gather here. Whoever
comes first takes the turn and writes for all. PostgreSQL gathers commits by itself.
"""

from collections.abc import Callable
from threading import Lock

from django.db import connection, transaction


class _Write:
    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write
        self.is_done = False
        self.error: Exception | None = None

    def __call__(self) -> None:
        self._write()

    def alone(self) -> None:
        """Do it in a transaction of its own; what goes wrong is kept for the thread that asked."""
        try:
            with transaction.atomic():
                self._write()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that it belongs to
            self.error = error
        self.is_done = True


_waiting: list[_Write] = []
_one_leads = Lock()


def write_together(write: Callable[[], None]) -> None:
    """Run `write` in a transaction, perhaps one with others; on return it is durable. Raises what `write` raises.

    It may run on another thread, and more than once where the first transaction is rolled back: so it only stores what
    was made before, and asks nothing of the request. Within the caller's own transaction it joins that.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            write()
        return
    mine = _Write(write)
    _waiting.append(mine)
    try:
        with _one_leads:
            if not mine.is_done:
                _lead()
    finally:
        # Each takes its own away, so that whatever stops this thread leaves the others to the next one.
        _waiting.remove(mine)
    if mine.error is not None:
        raise mine.error


def _lead() -> None:
    group: list[_Write] = []
    try:
        with transaction.atomic():
            # Only now: while the turn was another process's, more have come.
            group = _not_done()
            for one in group:
                one()
    except Exception:  # noqa: BLE001 - one of them, or the disk: each finds out for itself
        for one in group or _not_done():
            one.alone()
    for one in group:
        one.is_done = True


def _not_done() -> list[_Write]:
    return [one for one in _waiting[:] if not one.is_done]
