"""The dialogue on both sides, and a server that injects, replays, reorders, drops and swaps."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.javascript import JavaScript
from tests.lib.sealed_cast import DIALOGUE, MESSAGES, STRANGER, VECTORS, WRITER, in_browser, refusal
from trygga.lib import sealing
from trygga.lib.sealing.dialogue import Direction
from trygga.lib.sealing.macs import NO_PREVIOUS

pytestmark = pytest.mark.no_database


IDENTITY = VECTORS["identity"]
SAID = [(message["kind"], message["text"]) for message in VECTORS["messages"]]
READABLE = [(kind, None if kind == "answer" else text) for kind, text in SAID]


def sealed_in_browser(
    javascript: JavaScript, dialogue: sealing.Dialogue, earlier: list[bytes], kind: str, text: str
) -> bytes:
    options = {"earlier": earlier, "kind": kind, "text": text}
    sealed: bytes = javascript("dialogue", "sealMessage", in_browser(dialogue), options)
    return sealed


def as_member(messages: list[bytes]) -> list[sealing.Message]:
    return sealing.open_as_member(DIALOGUE, messages, identity=IDENTITY)


def as_writer(messages: list[bytes]) -> list[sealing.Message]:
    return sealing.open_as_writer(DIALOGUE, messages, identity=WRITER.dialogue_identity)


def as_members_of_both(javascript: JavaScript, messages: list[bytes]) -> list[tuple[str, str | None]]:
    """What members read, the same on both sides."""
    here = [(message.kind.value, message.text) for message in as_member(messages)]
    there = javascript("dialogue", "openAsMember", in_browser(DIALOGUE), messages, IDENTITY)
    assert here == [(message["kind"], message["text"]) for message in there]
    return here


def refusals(javascript: JavaScript, messages: list[bytes], reader: str) -> tuple[str, str]:
    """The same refusal on both sides."""
    name, identity = {
        "member": ("openAsMember", IDENTITY),
        "writer": ("openAsWriter", WRITER.dialogue_identity),
    }[reader]
    here = refusal({"member": as_member, "writer": as_writer}[reader], messages)
    there = refusal(javascript, "dialogue", name, in_browser(DIALOGUE), messages, identity)
    assert here == there
    return here


def envelope(body: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A first question with everything right but the changes, under a right MAC for what it says."""
    key = changes.get("key", 1)
    said: dict[str, Any] = {
        "direction": "to_writer",
        "number": 1,
        "previous": NO_PREVIOUS,
        "kind": "question",
        "text": "När?",
    }
    said |= body or {}
    if "mac" not in said:
        root = sealing.dialogue_key(DIALOGUE.root, key) if type(key) is int and key > 0 else DIALOGUE.root
        fields = [said[name] for name in ("direction", "number", "previous", "kind", "text")]
        mac = sealing.macs._mac(root, "trygga/dialogue/1", DIALOGUE.report, key, *fields)
        said["mac"] = mac
    whole = {
        "schema": 1,
        "purpose": "dialogue",
        "programme": DIALOGUE.programme,
        "report": DIALOGUE.report,
        "key": key,
        "version": 1,
        "body": said,
    }
    return whole | changes


def sealed(content: dict[str, Any], direction: Direction = Direction.TO_WRITER) -> bytes:
    return sealing.seal(sealing.pad(content), DIALOGUE.recipients(direction))


FROM_WRITER = Direction.FROM_WRITER
UNREADABLE = ("unreadable", None)
ANSWER = MESSAGES[2]
AFTER_ANSWER = {"number": 4, "previous": sealing.digest(ANSWER)}


def answer(dialogue: sealing.Dialogue) -> bytes:
    """What comes after the vectors' answer, with everything right but the dialogue."""
    return sealing.seal_message(dialogue, earlier=MESSAGES[:3], kind=sealing.Kind.ANSWER, text="Ja.")


def frame(json: bytes) -> bytes:
    """A well-formed frame around something that is no object."""
    framed = len(json).to_bytes(4, "big") + json
    return framed.ljust(sealing.padded_size(len(framed)), b"\0")


def test_the_dialogue_of_the_vectors_opens_on_both_sides(javascript: JavaScript) -> None:
    here = [(message.kind, message.text) for message in as_member(MESSAGES)]
    there = javascript("dialogue", "openAsMember", in_browser(DIALOGUE), MESSAGES, IDENTITY)
    assert (here, [(message["kind"], message["text"]) for message in there]) == (SAID, SAID)


def test_the_writer_reads_what_is_for_her(javascript: JavaScript) -> None:
    here = [(message.kind, message.text) for message in as_writer(MESSAGES)]
    there = javascript("dialogue", "openAsWriter", in_browser(DIALOGUE), MESSAGES, WRITER.dialogue_identity)
    assert (here, [(message["kind"], message["text"]) for message in there]) == (READABLE, READABLE)
    assert [message["keyNumber"] for message in there] == [message.key_number for message in as_writer(MESSAGES)]


def test_both_languages_carry_on_one_dialogue(javascript: JavaScript) -> None:
    messages: list[bytes] = []
    for number, (kind, text) in enumerate(SAID):
        if number % 2:
            messages.append(sealed_in_browser(javascript, DIALOGUE, messages, kind, text))
        else:
            messages.append(sealing.seal_message(DIALOGUE, earlier=messages, kind=sealing.Kind(kind), text=text))
    assert [(message.kind, message.text) for message in as_member(messages)] == SAID
    there = javascript("dialogue", "openAsMember", in_browser(DIALOGUE), messages, IDENTITY)
    assert [(message["kind"], message["text"]) for message in there] == SAID


def test_messages_may_be_stored() -> None:
    for message, (kind, _) in zip(MESSAGES, SAID, strict=True):
        sealing.check_sealed(message, recipients=1 if kind == "answer" else 2)


def test_messages_without_text_look_like_those_with() -> None:
    assert len({len(MESSAGES[0]), len(MESSAGES[1]), len(MESSAGES[3])}) == 1


def test_an_empty_dialogue_is_empty(javascript: JavaScript) -> None:
    assert as_member([]) == as_writer([]) == []
    assert javascript("dialogue", "openAsWriter", in_browser(DIALOGUE), [], WRITER.dialogue_identity) == []


ORDERS = {
    "replayed": ([0, 0], "WrongNumber"),
    "replayed later": ([0, 1, 2, 1], "WrongNumber"),
    "reordered": ([1, 0], "WrongNumber"),
    "the first left out": ([1, 2, 3], "WrongNumber"),
    "one left out": ([0, 1, 3], "WrongNumber"),
    "after the end": ([0, 1, 2, 3, 1], "AfterClosed"),
}


@pytest.mark.parametrize("reader", ["member", "writer"])
@pytest.mark.parametrize("name", list(ORDERS))
def test_other_orders_are_refused(name: str, reader: str, javascript: JavaScript) -> None:
    order, code = ORDERS[name]
    assert refusals(javascript, [MESSAGES[number] for number in order], reader)[0] == code


def test_the_newest_held_back_cannot_be_noticed() -> None:
    # The threat model says so; all earlier ones are verified even so.
    assert [(message.kind, message.text) for message in as_member(MESSAGES[:2])] == SAID[:2]


@pytest.mark.parametrize("reader", ["member", "writer"])
def test_a_message_swapped_for_another_of_its_number_is_refused(reader: str, javascript: JavaScript) -> None:
    other = sealing.seal_message(DIALOGUE, earlier=[], kind=sealing.Kind.RECEIVED)
    assert refusals(javascript, [other, *MESSAGES[1:]], reader) == ("WrongPrevious", "previous")


def test_a_question_swapped_before_an_answer_is_noticed_by_members(javascript: JavaScript) -> None:
    # Both questions are a member's (only members hold K). What an answer follows stands inside it, where the writer,
    # who has no key to her own answers, cannot look.
    other = sealing.seal_message(DIALOGUE, earlier=MESSAGES[:1], kind=sealing.Kind.QUESTION, text="Annan fråga")
    swapped = [MESSAGES[0], other, *MESSAGES[2:]]
    assert as_members_of_both(javascript, swapped) == [SAID[0], ("question", "Annan fråga"), UNREADABLE, SAID[3]]
    assert refusals(javascript, swapped, "writer") == ("", "")


def test_the_writers_answer_swapped_is_noticed_by_what_follows(javascript: JavaScript) -> None:
    other = sealing.seal_message(DIALOGUE, earlier=MESSAGES[:2], kind=sealing.Kind.ANSWER, text="Något annat")
    assert refusals(javascript, [*MESSAGES[:2], other, MESSAGES[3]], "writer") == ("WrongPrevious", "previous")


@pytest.mark.parametrize("reader", ["member", "writer"])
def test_an_injected_message_is_refused(reader: str, javascript: JavaScript) -> None:
    # The server knows the recipients in the row, the report id and the hashes, but not K.
    forged = replace(DIALOGUE, root=b"?" * 32)
    injected = sealing.seal_message(forged, earlier=MESSAGES[:1], kind=sealing.Kind.QUESTION, text="Vem är du?")
    assert refusals(javascript, [MESSAGES[0], injected], reader) == ("WrongMac", "mac")


@pytest.mark.parametrize("reader", ["member", "writer"])
def test_another_reports_message_is_refused(reader: str, javascript: JavaScript) -> None:
    elsewhere = replace(DIALOGUE, report="ff" * 16)
    message = sealing.seal_message(elsewhere, earlier=[], kind=sealing.Kind.RECEIVED)
    assert refusals(javascript, [message], reader) == ("WrongPlace", "report")


def test_a_stranger_opens_no_dialogue(javascript: JavaScript) -> None:
    expected = ("WrongKey", "")
    assert refusal(sealing.open_as_member, DIALOGUE, MESSAGES, identity=STRANGER) == expected
    assert refusal(javascript, "dialogue", "openAsMember", in_browser(DIALOGUE), MESSAGES, STRANGER) == expected
    assert refusal(sealing.open_as_writer, DIALOGUE, MESSAGES, identity=STRANGER) == expected


def test_a_message_made_unreadable_for_the_writer_is_noticed(javascript: JavaScript) -> None:
    # Sealed to two others than the ones meant: it looks like a message to her, and does not open.
    strangers = [sealing.recipient_of(STRANGER)] * 2
    blob = sealing.seal(sealing.pad(envelope()), strangers)
    assert refusals(javascript, [blob], "writer") == ("WrongKey", "")


WRONG: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "nothing wrong": ({}, ("", "")),
    "another schema": ({"schema": 2}, ("WrongVersion", "schema")),
    "another version": ({"version": 2}, ("WrongVersion", "version")),
    "another purpose": ({"purpose": "report"}, ("WrongPurpose", "purpose")),
    "another programme": ({"programme": "habo"}, ("WrongPlace", "programme")),
    "an organisation": ({"organisation": "socialtjansten"}, ("MalformedEnvelope", "organisation")),
    "key 0": ({"key": 0}, ("MalformedEnvelope", "key")),
    "a key that is text": ({"key": "1"}, ("MalformedEnvelope", "key")),
    "a later key": ({"key": 2}, ("", "")),
    "no body": ({"body": None}, ("MalformedEnvelope", "body")),
}


@pytest.mark.parametrize("reader", ["member", "writer"])
@pytest.mark.parametrize("name", list(WRONG))
def test_envelopes_that_differ_are_refused(name: str, reader: str, javascript: JavaScript) -> None:
    changes, expected = WRONG[name]
    content = envelope(**{key: value for key, value in changes.items() if key == "key"}) | changes
    assert refusals(javascript, [sealed(content)], reader) == expected


WRONG_BODIES: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "another number": ({"number": 2}, ("WrongNumber", "number")),
    "a number that is text": ({"number": "1"}, ("MalformedEnvelope", "number")),
    "another message before": ({"previous": "ab" * 32}, ("WrongPrevious", "previous")),
    "an unknown kind": ({"kind": "outcome"}, ("MalformedEnvelope", "kind")),
    "a kind of the language": ({"kind": "constructor"}, ("MalformedEnvelope", "kind")),
    "the other direction": ({"direction": "from_writer"}, ("WrongDirection", "direction")),
    "an answer to the writer": ({"direction": "from_writer", "kind": "answer"}, ("WrongDirection", "direction")),
    "text in a receipt": ({"kind": "received"}, ("MalformedEnvelope", "text")),
    "too long": ({"text": "x" * 8001}, ("TooLong", "text")),
    "another text than the MAC's": ({"mac": "00" * 32}, ("WrongMac", "mac")),
    "a MAC that is no text": ({"mac": None}, ("MalformedEnvelope", "mac")),
    "more": ({"more": 1}, ("MalformedEnvelope", "more")),
}


@pytest.mark.parametrize("name", list(WRONG_BODIES))
def test_bodies_that_differ_are_refused(name: str, javascript: JavaScript) -> None:
    change, expected = WRONG_BODIES[name]
    assert refusals(javascript, [sealed(envelope(change))], "member") == expected


JUNK: dict[str, Callable[[], bytes]] = {
    "sealed to somebody else": lambda: sealing.seal(sealing.pad({}), [sealing.recipient_of(STRANGER)]),
    "no envelope": lambda: sealing.seal(sealing.pad({}), DIALOGUE.recipients(FROM_WRITER)),
    "no JSON": lambda: sealing.seal(b"\0\0\0\1{".ljust(4096, b"\0"), DIALOGUE.recipients(FROM_WRITER)),
    "nested too deep": lambda: sealing.seal(frame(b"[" * 9000), DIALOGUE.recipients(FROM_WRITER)),
    "damaged": lambda: ANSWER[:-1] + bytes([ANSWER[-1] ^ 1]),
    "an answer again": lambda: ANSWER,
    "another reports": lambda: answer(replace(DIALOGUE, report="ff" * 16)),
    "without K": lambda: answer(replace(DIALOGUE, root=b"?" * 32)),
    "under a key that nobody announced": lambda: answer(replace(DIALOGUE, key_number=2)),
    "under a key beyond all": lambda: sealed(envelope(key=2**63), FROM_WRITER),
    "a question in a member's name": lambda: sealed(envelope(AFTER_ANSWER), FROM_WRITER),
    "the end in a member's name": lambda: sealed(envelope(AFTER_ANSWER | {"kind": "closed", "text": ""}), FROM_WRITER),
    "of a kind that is never sent": lambda: sealed(
        envelope(AFTER_ANSWER | {"kind": "unreadable", "direction": "from_writer"}), FROM_WRITER
    ),
}
"""What somebody who found the code, or the server, can put where an answer stands."""


@pytest.mark.parametrize("name", list(JUNK))
def test_an_answer_that_is_none_is_unreadable_and_the_dialogue_goes_on(name: str, javascript: JavaScript) -> None:
    messages = [*MESSAGES[:3], JUNK[name]()]
    messages.append(sealing.seal_message(DIALOGUE, earlier=messages, kind=sealing.Kind.QUESTION, text="Och sedan?"))
    messages.append(sealed_in_browser(javascript, DIALOGUE, messages, "answer", "Sedan var det tyst."))
    messages.append(sealed_in_browser(javascript, DIALOGUE, messages, "closed", ""))
    after = [("question", "Och sedan?"), ("answer", "Sedan var det tyst."), ("closed", "")]
    assert as_members_of_both(javascript, messages) == [*SAID[:3], UNREADABLE, *after]
    hers = javascript("dialogue", "openAsWriter", in_browser(DIALOGUE), messages, WRITER.dialogue_identity)
    assert [message["kind"] for message in hers] == [message.kind for message in as_writer(messages)]
    assert [message.kind for message in as_writer(messages)][3:] == ["answer", "question", "answer", "closed"]


def test_what_is_unreadable_says_so_and_no_more(javascript: JavaScript) -> None:
    messages = [MESSAGES[0], JUNK["without K"]()]
    here = as_member(messages)[1]
    there = javascript("dialogue", "openAsMember", in_browser(DIALOGUE), messages, IDENTITY)[1]
    assert (here.direction, here.number, here.text, here.key_number) == ("from_writer", 2, None, 0)
    expected = {"direction": "from_writer", "number": 2, "kind": "unreadable", "text": None, "keyNumber": 0}
    assert there == expected


def test_an_answer_under_an_older_key_is_unreadable(javascript: JavaScript) -> None:
    later = replace(DIALOGUE, key_number=2)
    messages = [MESSAGES[0], sealing.seal_message(later, earlier=MESSAGES[:1], kind=sealing.Kind.QUESTION, text="När?")]
    for dialogue in (DIALOGUE, later):
        messages.append(sealing.seal_message(dialogue, earlier=messages, kind=sealing.Kind.ANSWER, text="Nu."))
    expected = [("received", ""), ("question", "När?"), UNREADABLE, ("answer", "Nu.")]
    assert as_members_of_both(javascript, messages) == expected


@pytest.mark.parametrize("reader", ["member", "writer"])
def test_what_members_alone_can_send_is_no_junk(reader: str, javascript: JavaScript) -> None:
    junk = sealing.seal(sealing.pad({}), DIALOGUE.recipients(Direction.TO_WRITER))
    assert refusals(javascript, [*MESSAGES[:3], junk], reader) == ("WrongPurpose", "purpose")


def test_nothing_follows_the_end_even_junk(javascript: JavaScript) -> None:
    assert refusals(javascript, [*MESSAGES, JUNK["without K"]()], "member") == ("AfterClosed", "")


def test_three_recipients_are_no_dialogue(javascript: JavaScript) -> None:
    recipients = [*DIALOGUE.recipients(Direction.TO_WRITER), sealing.recipient_of(STRANGER)]
    blob = sealing.seal(sealing.pad(envelope()), recipients)
    assert refusals(javascript, [blob], "writer") == ("WrongDirection", "recipients")


def test_a_later_key_is_derived_and_kept(javascript: JavaScript) -> None:
    later = replace(DIALOGUE, key_number=2)
    messages = [sealing.seal_message(DIALOGUE, earlier=[], kind=sealing.Kind.RECEIVED)]
    messages.append(sealed_in_browser(javascript, later, messages, "question", "När?"))
    assert [message.key_number for message in as_writer(messages)] == [1, 2]
    back = sealing.seal_message(DIALOGUE, earlier=messages, kind=sealing.Kind.QUESTION, text="Hur?")
    assert refusals(javascript, [*messages, back], "writer") == ("WrongKeyNumber", "key")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("received", "x", ("MalformedEnvelope", "text")),
        ("closed", "x", ("MalformedEnvelope", "text")),
        ("unreadable", "", ("MalformedEnvelope", "kind")),
        ("question", "x" * 8001, ("TooLong", "text")),
        ("answer", "👩" * 8000, ("", "")),
    ],
)
def test_texts_are_checked_before_sealing(
    kind: str, text: str, expected: tuple[str, str], javascript: JavaScript
) -> None:
    here = refusal(sealing.seal_message, DIALOGUE, earlier=[], kind=sealing.Kind(kind), text=text)
    assert (here, refusal(sealed_in_browser, javascript, DIALOGUE, [], kind, text)) == (expected, expected)


def test_half_a_character_pair_is_no_text(javascript: JavaScript) -> None:
    here = refusal(sealing.seal_message, DIALOGUE, earlier=[], kind=sealing.Kind.QUESTION, text="\ud83d")
    there = sealed_in_browser(javascript, DIALOGUE, [], "question", "\ud83d!")
    assert here == ("MalformedFrame", "unicode")
    assert [message.text for message in as_member([there])] == ["\ufffd!"]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["question", "answer"]), st.text(max_size=50)), max_size=5))
def test_dialogues_return_what_was_said(said: list[tuple[str, str]]) -> None:
    messages: list[bytes] = []
    for kind, text in said:
        messages.append(sealing.seal_message(DIALOGUE, earlier=messages, kind=sealing.Kind(kind), text=text))
    assert [(message.kind, message.text) for message in as_member(messages)] == said
    assert [message.number for message in as_writer(messages)] == list(range(1, len(said) + 1))


def test_texts_and_keys_do_not_show_themselves() -> None:
    shown = repr(as_member(MESSAGES)) + repr(DIALOGUE)
    assert [secret for secret in ("Vilken", "röda", repr(DIALOGUE.root)) if secret in shown] == []
