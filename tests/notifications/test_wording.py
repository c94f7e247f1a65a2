"""Notices say that there is something, never what (product rule 6), in every language that is there."""

import re

import pytest
from django.conf import settings

from trygga.notifications.wording import Wording

TELLING = re.compile(
    r"violen|abus|report|concern|worr|neighbour|child|shelter|police|crime"
    r"|våld|miss|anmäl|rapport|oro|grann|barn|jour|polis|brott",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("wording", Wording)
def test_wording_tells_nothing(wording: Wording, language: str) -> None:
    said = f"{wording.key} {wording.subject(language)} {wording.text(language)}"
    assert TELLING.findall(said) == []


@pytest.mark.parametrize("telling", ["A new report", "Oro för ett barn", "Concerning you"])
def test_telling_words_are_noticed(telling: str) -> None:
    assert TELLING.search(telling)


def test_wordings_differ_and_say_where_to_sign_in() -> None:
    assert len({wording.key for wording in Wording}) == len({wording.subject("en") for wording in Wording}) == 3
    assert {wording.text("en").rpartition(" ")[2] for wording in Wording} == {"http://inbox.localhost:8000/"}
