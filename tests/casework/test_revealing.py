"""Rule 11 in the key worker: no question repeats a name or a fact, or asks who the writer is."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django import Settings

from tests.addresses import INBOX
from tests.javascript import JavaScript
from trygga.lib import sealing

MODULE = "../../../casework/static/casework/revealing"
PEOPLE = {"people": "Eva och Bo, dottern Liv. Annas barn."}


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    with JavaScript() as running:
        yield running


def in_document(language: str) -> dict[str, str]:
    """Every text of the inbox's document in that language, by its name."""
    with translation.override(language):
        document = render_to_string("casework/_texts.html")
    found = re.findall(r'<p data-text="([\w-]+)">(.*?)</p>', document, re.DOTALL)
    return {name: html.unescape(words).strip() for name, words in found}


@pytest.fixture
def texts(settings: Settings) -> dict[str, str]:
    settings.ROOT_URLCONF = INBOX
    return in_document("sv")


def revealing(javascript: JavaScript, texts: dict[str, str], question: str, **told: str) -> Any:
    """The word for which the question is refused, or None; with the everyday words of the document."""
    concern = dict.fromkeys(sealing.CONCERN_FIELDS, "") | told
    return javascript(MODULE, "revealingWord", question, concern, texts["common-words"].split())


REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "a short name": (PEOPLE, "Hur mår Eva?", "Eva"),
    "a name of two letters": (PEOPLE, "Är Bo där på natten?", "Bo"),
    "a name inside a sentence": (PEOPLE, "Är Liv hemma?", "Liv"),
    "a name without the report's ending": (PEOPLE, "Hur mår Anna?", "Anna"),
    "a name with an ending": ({"people": "Anna"}, "Hur mår Annas katt?", "Annas"),
    "a name in small letters": (PEOPLE, "hur mår eva?", "eva"),
    "a name in capitals": (PEOPLE, "HUR MÅR EVA?", "EVA"),
    "a name made of parts": ({"people": "e\u0301va"}, "Hur mår Éva?", "Éva"),
    "a name that is an everyday word": ({"people": "Dottern My."}, "Hur mår My?", "My"),
    "a name in how to reach": ({"contact": "Fråga efter Ali"}, "Kan Ali öppna?", "Ali"),
    "a name in what was seen": ({"seen": "Jag såg att Eva grät."}, "Grät eva?", "eva"),
    "a name in what was heard": ({"heard": "Han ropade Liv."}, "Vad svarade Liv?", "Liv"),
    "a name in what was told": ({"told": "Enligt Omar slår han."}, "Vem är Omars vän?", "Omars"),
    "a name in what is believed": ({"believed": "Jag tror att det är Per."}, "När kom Per?", "Per"),
    "a name that begins the sentence": ({"seen": "Eva grät."}, "När grät Eva?", "Eva"),
    "a number in what was seen": ({"seen": "Lägenhet 1203"}, "Är det 1203?", "1203"),
    "one digit of an address": ({"address": "Storgatan 5"}, "Är det nummer 5?", "5"),
    "a street": ({"address": "Storgatan 5"}, "Vad hörs på Storgatan?", "Storgatan"),
    "a telephone number, grouped otherwise": ({"contact": "070-123 45 67"}, "Är det 0701234567?", "0701234567"),
    "Arabic": ({"people": "ليلى"}, "كيف حال ليلى؟", "ليلى"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_question_that_repeats_what_the_report_says_is_refused(
    name: str, javascript: JavaScript, texts: dict[str, str]
) -> None:
    told, question, word = REFUSED[name]
    assert revealing(javascript, texts, question, **told) == word


PASSED: dict[str, tuple[dict[str, str], str]] = {
    "everyday words": (PEOPLE, "När på dygnet hör du det, och hur ofta?"),
    "everyday words of another language": (
        {"people": "Two grown-ups, a girl of about six.", "contact": "By the code only."},
        "Is there a time of day when it is worst?",
    ),
    "an everyday word that is also a name": ({"people": "Dottern My."}, "Is my question clear?"),
    "words of what was seen that are no names": ({"seen": "Hon grät i trappan."}, "Grät hon länge i trappan?"),
    "the first word of a sentence": ({"seen": "Hon grät. Skriker varje natt."}, "Skriker någon?"),
    "a digit of what was seen": ({"seen": "I 3 veckor."}, "Har det hänt de senaste 3 dagarna?"),
    "a short word of an address": ({"address": "Nya vägen"}, "Är det något nytt?"),
    "another word that begins alike": (PEOPLE, "Har du hört evakueringen?"),
    "a report that says nothing": ({}, "Hur mår Eva?"),
}


@pytest.mark.parametrize("name", PASSED)
def test_question_that_repeats_nothing_passes(name: str, javascript: JavaScript, texts: dict[str, str]) -> None:
    told, question = PASSED[name]
    assert revealing(javascript, texts, question, **told) is None


def asks_who(javascript: JavaScript, texts: dict[str, str], question: str) -> bool:
    found: bool = javascript(MODULE, "asksWho", question, texts["asking-who"].split(";"))
    return found


@pytest.mark.parametrize(
    "question",
    [
        "Vem är du?",
        "vem  är\ndu",
        "Vi undrar vad du heter; skriv ditt namn.",
        "Har du ett telefonnummer?",
        "Vad är din e-post?",
        "Who are you?",
        "Please tell us your name!",
        "What is your e\u2011mail?",
    ],
)
def test_question_who_the_writer_is_is_noticed(question: str, javascript: JavaScript, texts: dict[str, str]) -> None:
    assert asks_who(javascript, texts, question)


@pytest.mark.parametrize("question", ["Vem är det som skriker?", "Är du rädd?", "Who are they?", "", "?!"])
def test_other_questions_are_not(question: str, javascript: JavaScript, texts: dict[str, str]) -> None:
    assert not asks_who(javascript, texts, question)


def test_lists_of_every_language_count_in_each(texts: dict[str, str]) -> None:
    for name, words in {"common-words": ("ännu", "yesterday"), "asking-who": ("vem är du;", "who are you;")}.items():
        assert [[word in found[name] for word in words] for found in (texts, in_document("en"))] == [[True, True]] * 2
