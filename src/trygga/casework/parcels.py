"""What the inbox sends, read as strictly as what strangers send."""

from dataclasses import dataclass, fields
from typing import Self

from trygga.concerns.parcels import MESSAGE_FRAME, MOST_MESSAGES, SMALL_FRAME, number, read_json, sealed_file


@dataclass(frozen=True)
class OpeningParcel:
    """The record of the first opening, sealed to the ring, and the writer's message number 1."""

    opening: bytes
    received: bytes

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises MalformedParcel."""
        found = read_json(body, {field.name for field in fields(cls)})
        return cls(
            opening=sealed_file(found, "opening", recipients=1, largest=SMALL_FRAME),
            received=sealed_file(found, "received", recipients=2, largest=SMALL_FRAME),
        )


@dataclass(frozen=True)
class MessageParcel:
    """A message to the writer, sealed to the writer and to the report."""

    number: int
    sealed: bytes

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises MalformedParcel."""
        found = read_json(body, {field.name for field in fields(cls)})
        return cls(
            number=number(found, "number", most=MOST_MESSAGES),
            sealed=sealed_file(found, "sealed", recipients=2, largest=MESSAGE_FRAME),
        )
