"""The writer's way back: the lookup id of her code opens her dialogue, in her programme, and nothing else does."""

import pytest

from tests.cast import Cast, PublicBrowser, post
from tests.factories.concerns import Neighbour, SealedReportFactory
from trygga.concerns import sentences
from trygga.concerns.access import report_for_lookup
from trygga.concerns.models import SealedReport

OPEN, ANSWER = "/en/answer/open/", "/en/answer/send/"


@pytest.fixture
def report(cast: Cast, neighbour: Neighbour) -> SealedReport:
    report: SealedReport = SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup)
    return report


def test_code_finds_its_report(report: SealedReport, cast: Cast, neighbour: Neighbour) -> None:
    assert report_for_lookup(cast.sandby, neighbour.lookup_id) == report


def test_row_does_not_hold_what_opens_it(report: SealedReport, cast: Cast, neighbour: Neighbour) -> None:
    """Whoever has the database still cannot ask for the dialogue."""
    assert report.lookup != neighbour.lookup_id
    assert report_for_lookup(cast.sandby, report.lookup) is None


@pytest.mark.parametrize("address", [OPEN, ANSWER])
def test_lookup_in_another_programme_is_unknown(
    address: str, report: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    content = {"lookup": neighbour.lookup_id} | (
        {} if address == OPEN else {"number": 2, "sealed": bytes(report.sealed_report)}
    )
    elsewhere = post(public_browser(cast.granby), address, content)
    unknown = post(public_browser(cast.sandby), address, content | {"lookup": "0" * 64})
    assert (elsewhere.status_code, elsewhere.json()) == (
        404,
        {"problem": "unknown", "sentence": sentences.unknown_code()},
    )
    assert (elsewhere.content, dict(elsewhere.headers)) == (unknown.content, dict(unknown.headers))
    assert post(public_browser(cast.sandby), address, content).status_code != 404
