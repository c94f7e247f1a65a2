"""Logs without people: what kind of thing went wrong and where in our code, never what somebody sent or asked for."""

import logging
import traceback
from pathlib import Path
from types import TracebackType

PACKAGE = Path(__file__).resolve().parent.parent
OURS = "trygga"


class WithoutPeople(logging.Formatter):
    """Drops the message of every logger but our own, and the values of exceptions everywhere.

    A path can name what somebody read, an exception's text can hold what somebody wrote. An unexpected error has the
    number that its page shows, so that who calls about it can be helped.
    """

    def format(self, record: logging.LogRecord) -> str:
        names = [self.formatTime(record), record.levelname, record.name]
        if status := getattr(record, "status_code", None):
            names.append(f"status {status}")
        if number := getattr(getattr(record, "request", None), "trouble_number", None):
            names.append(f"number {number}")
        if record.name.partition(".")[0] == OURS:
            names.append(record.getMessage())
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            names += [kind.__name__, *_places(trace)]
        return " | ".join(names)


def _places(trace: TracebackType | None) -> list[str]:
    """The last places in our own code; where there are none, the one that it broke in."""
    frames = [(Path(frame.filename), f"{frame.lineno} {frame.name}") for frame in traceback.extract_tb(trace)]
    ours = [(path.relative_to(PACKAGE.parent), place) for path, place in frames if path.is_relative_to(PACKAGE)]
    elsewhere = [(Path(*path.parts[-2:]), place) for path, place in frames[-1:]]
    return [f"{path}:{place}" for path, place in (ours or elsewhere)[-6:]]
