"""Messages between a writer nobody knows and an organisation: one chain for both directions.

The server sees blobs. It can hold back the newest ones; everything else that it could do to them is noticed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trygga.lib.sealing.age import parse_header, seal, unseal
from trygga.lib.sealing.envelope import SCHEMA, VERSION, Purpose, check_body, check_keys
from trygga.lib.sealing.errors import (
    AfterClosed,
    MalformedEnvelope,
    SealingError,
    TooLong,
    WrongDirection,
    WrongKeyNumber,
    WrongNumber,
    WrongPrevious,
)
from trygga.lib.sealing.frames import pad, unpad
from trygga.lib.sealing.macs import NO_PREVIOUS, check_mac, dialogue_key, dialogue_mac, digest

LONGEST_MESSAGE = 8_000  # characters, that is Unicode code points


class Direction(StrEnum):
    """Who wrote a message to whom."""

    TO_WRITER = "to_writer"
    FROM_WRITER = "from_writer"


class Kind(StrEnum):
    """What a message is: the writer sees no other states than these.

    UNREADABLE is never sent: so members see what came from the writer's side and is not hers, or is damaged.
    """

    RECEIVED = "received"
    QUESTION = "question"
    CLOSED = "closed"
    ANSWER = "answer"
    UNREADABLE = "unreadable"

    @property
    def direction(self) -> Direction:
        """Answers come from the writer, and so does what nobody can read; everything else goes to her."""
        return Direction.FROM_WRITER if self in {Kind.ANSWER, Kind.UNREADABLE} else Direction.TO_WRITER

    @property
    def has_text(self) -> bool:
        """Whether the message says anything beyond its kind."""
        return self in {Kind.QUESTION, Kind.ANSWER}


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """What both ends of a dialogue know. `root` is K; the recipients come from the report or are verified under K.

    `key_number` is that of the dialogue key in use, for messages yet to be written.
    """

    programme: str
    report: str
    root: bytes = field(repr=False)
    report_recipient: str
    dialogue_recipient: str
    key_number: int = 1

    def recipients(self, direction: Direction) -> list[str]:
        """Both ends read what goes to the writer; what comes from her only the organisation reads."""
        if direction is Direction.FROM_WRITER:
            return [self.report_recipient]
        return [self.dialogue_recipient, self.report_recipient]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a dialogue.

    `text` is None and `key_number` 0 where nothing can be read: for the writer in her own answers, to which she has no
    key, and for members in what is UNREADABLE.
    """

    direction: Direction
    number: int
    kind: Kind
    text: str | None = field(repr=False)
    key_number: int


def seal_message(dialogue: Dialogue, *, earlier: Sequence[bytes], kind: Kind, text: str = "") -> bytes:
    """The next message after the sealed ones of `earlier`, which must have been opened first: nothing may follow a
    closing one, and only openers can see that. Raises TooLong, or MalformedEnvelope for a text where none belongs and
    for a kind that is never sent.
    """
    _check_kind(kind)
    _check_text(kind, text)
    number = len(earlier) + 1
    previous = digest(earlier[-1]) if earlier else NO_PREVIOUS
    body = {
        "direction": str(kind.direction),
        "number": number,
        "previous": previous,
        "kind": str(kind),
        "text": text,
    }
    body["mac"] = _mac(dialogue, dialogue.key_number, body)
    envelope = {**_expected(dialogue, dialogue.key_number), "body": body}
    return seal(pad(envelope), dialogue.recipients(kind.direction))


def open_as_member(dialogue: Dialogue, messages: Sequence[bytes], *, identity: str) -> list[Message]:
    """Every message, verified, in the order sent. `identity` is the report identity.

    Whoever finds the code, or the server, can put anything where answers stand: what does not verify there is
    UNREADABLE, and the chain goes on after it. Only members write to the writer: raises the error of the first such
    message that does not belong where it stands.
    """
    return _open(dialogue, messages, identity=identity, is_writer=False)


def open_as_writer(dialogue: Dialogue, messages: Sequence[bytes], *, identity: str) -> list[Message]:
    """What the writer can read, verified, her own answers without text. `identity` is the dialogue identity."""
    return _open(dialogue, messages, identity=identity, is_writer=True)


def _open(dialogue: Dialogue, messages: Sequence[bytes], *, identity: str, is_writer: bool) -> list[Message]:
    opened: list[Message] = []
    previous, newest_key = NO_PREVIOUS, 1
    for number, sealed in enumerate(messages, start=1):
        if opened and opened[-1].kind is Kind.CLOSED:
            raise AfterClosed
        direction = _direction(sealed)
        place = _Place(dialogue, direction, number, previous, newest_key)
        if direction is Direction.TO_WRITER:
            message = _check(sealed, identity, place)
            newest_key = message.key_number
        elif is_writer:
            message = _unread(Kind.ANSWER, number)
        else:
            message = _answer(sealed, identity, place)
        opened.append(message)
        previous = digest(sealed)
    return opened


@dataclass(frozen=True)
class _Place:
    """Where in a dialogue a message stands, by what is known before it is opened."""

    dialogue: Dialogue
    direction: Direction
    number: int
    previous: str
    newest_key: int


def _unread(kind: Kind, number: int) -> Message:
    return Message(direction=kind.direction, number=number, kind=kind, text=None, key_number=0)


def _answer(sealed: bytes, identity: str, place: _Place) -> Message:
    """What came from the writer's side. Nothing wrong there may keep members from the rest of the dialogue."""
    try:
        message = _check(sealed, identity, place)
    except SealingError:
        return _unread(Kind.UNREADABLE, place.number)
    # Only the organisation brings in a later key: she answers under the newest that she was told.
    return message if message.key_number == place.newest_key else _unread(Kind.UNREADABLE, place.number)


def _direction(sealed: bytes) -> Direction:
    """By the number of recipients, as nothing else can be seen from outside; opening verifies it."""
    count = len(parse_header(sealed).stanzas)
    if count > 2:
        raise WrongDirection("recipients")
    return Direction.FROM_WRITER if count == 1 else Direction.TO_WRITER


def _check(sealed: bytes, identity: str, place: _Place) -> Message:
    envelope = unpad(unseal(sealed, [identity]))
    key_number = _key_number(envelope)
    body = check_keys(envelope, _expected(place.dialogue, key_number))
    check_body(body, {"direction": str, "number": int, "previous": str, "kind": str, "text": str, "mac": str})
    check_mac(body["mac"], _mac(place.dialogue, key_number, body))
    kind = _check_kind(body["kind"])
    if body["direction"] != kind.direction or kind.direction is not place.direction:
        raise WrongDirection("direction")
    if body["number"] != place.number:
        raise WrongNumber("number")
    if body["previous"] != place.previous:
        raise WrongPrevious("previous")
    _check_text(kind, body["text"])
    if key_number < place.newest_key:
        raise WrongKeyNumber("key")
    return Message(direction=kind.direction, number=place.number, kind=kind, text=body["text"], key_number=key_number)


def _key_number(envelope: Mapping[str, Any]) -> int:
    """The dialogue key that an envelope names: any from 1 may be right, the MAC decides."""
    number = envelope.get("key")
    if envelope.get("purpose") != Purpose.DIALOGUE:
        return 0  # the wrong purpose is the error to tell
    if type(number) is not int or number < 1:
        raise MalformedEnvelope("key")
    return number


def _check_kind(kind: str) -> Kind:
    if kind not in set(Kind) - {Kind.UNREADABLE}:
        raise MalformedEnvelope("kind")
    return Kind(kind)


def _check_text(kind: Kind, text: str) -> None:
    if len(text) > LONGEST_MESSAGE:
        raise TooLong("text")
    if text and not kind.has_text:
        raise MalformedEnvelope("text")


def _mac(dialogue: Dialogue, key_number: int, body: Mapping[str, Any]) -> str:
    return dialogue_mac(
        dialogue_key(dialogue.root, key_number),
        report=dialogue.report,
        key_number=key_number,
        direction=body["direction"],
        number=body["number"],
        previous=body["previous"],
        kind=body["kind"],
        text=body["text"],
    )


def _expected(dialogue: Dialogue, key_number: int) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "purpose": str(Purpose.DIALOGUE),
        "programme": dialogue.programme,
        "report": dialogue.report,
        "key": key_number,
        "version": VERSION,
    }
