"""Logs without people: what kind of thing went wrong and where in our code, never what somebody sent or asked for."""

import logging
import traceback


class WithoutPeople(logging.Formatter):
    """Drops the message and its arguments of request logs, and the values of exceptions everywhere.

    A path can name what somebody read, an exception's text can hold what somebody wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        names = [self.formatTime(record), record.levelname, record.name]
        if status := getattr(record, "status_code", None):
            names.append(f"status {status}")
        if not record.name.startswith("django"):
            names.append(record.getMessage())
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            names.append(kind.__name__)
            names += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-6:]]
        return " | ".join(names)
