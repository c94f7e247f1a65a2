"""From the poster in the stairwell: scan, the guide of the area, and nothing of the code left anywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import WORRY, Guide, Write
from tests.journeys.stored import ask, everything_kept, traces
from tests.journeys.traffic import NOTHING, Traffic, kept_by
from tests.servers import DemoServer, wait_until
from trygga.lib.stairwell_codes import grouped_code
from trygga.places.links.scans import SECONDS

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]


@pytest.fixture
def codes(demo_server: DemoServer) -> dict[str, str]:
    found: dict[str, str] = demo_server.facts["stairwells"]
    return found


def scan(page: Page, server: DemoServer, code: str) -> None:
    """What the camera of a phone does with the QR code."""
    page.goto(f"{server.public}/s/{code}")


def address_of(server: DemoServer, code: str) -> tuple[str, str]:
    """Street and key of the stairwell that the poster hangs in."""
    [row] = ask(
        server,
        "SELECT street, places_stairwell.key FROM places_stairwell JOIN places_stairwelllink"
        " ON stairwell_id = places_stairwell.id WHERE code = %s",
        code,
    )
    return row[0], row[1]


def scans(server: DemoServer) -> int:
    return int(ask(server, "SELECT coalesce(sum(count), 0) FROM places_scancount")[0][0])


def test_poster_leads_to_the_guide_of_its_area(any_page: Page, demo_server: DemoServer, codes: dict[str, str]) -> None:
    assert set(codes) == set(demo_server.facts["areas"])
    for area, code in list(codes.items())[:2]:
        scan(any_page, demo_server, code)
        assert any_page.url == f"{demo_server.public}/sv/a/{area}/"
        expect(any_page.locator("a[href]:not(.skip)").first).to_have_attribute("href", "tel:112")
        expect(any_page.locator("main")).to_contain_text(demo_server.facts["areas"][area])
    assert any_page.context.cookies() == []


def test_poster_speaks_the_readers_language(new_page: NewPage, demo_server: DemoServer, codes: dict[str, str]) -> None:
    page = new_page(locale="ar-SY")
    scan(page, demo_server, codes["raslatt"].lower())
    assert page.url == f"{demo_server.public}/ar/a/raslatt/"
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_code_that_leads_nowhere_leads_to_the_guide(
    any_page: Page, demo_server: DemoServer, codes: dict[str, str]
) -> None:
    code = codes["centrum"]
    ended = "UPDATE places_stairwelllink SET ended_on = {}, ending = %s WHERE code = %s"
    ask(demo_server, ended.format("'2026-11-01'"), "retired", code)
    try:
        for typed in (code, code[1:] + code[0], "", "Storgatan 12"):
            scan(any_page, demo_server, typed)
            assert any_page.url == f"{demo_server.public}/sv/"
            expect(any_page.locator(".top .emergency")).to_be_visible()
    finally:
        ask(demo_server, ended.format("NULL"), "", code)


def test_nothing_of_the_code_is_in_a_later_address_or_in_the_report(
    page: Page, demo_server: DemoServer, codes: dict[str, str]
) -> None:
    """The canaries: the code, and the address of its building, which nobody has typed."""
    code = codes["oxnehaga"]
    canaries = [code, grouped_code(code), *address_of(demo_server, code)]
    scan(page, demo_server, code)
    traffic = Traffic(page.context)
    write = Guide(page, demo_server.public, "sv", "a/oxnehaga/").go_and_write()
    assert [field.input_value() for field in page.locator("[data-field=address], [data-field=door]").all()] == ["", ""]
    assert traces(canaries, page.content().encode()) == []
    write.answer(**WORRY).show_sheet()
    assert [word for word in canaries for line in write.sheet if word in line] == []
    write.send()
    assert len(traffic.report_ids()) == 1
    assert traces(canaries, traffic.sent) == []
    referrers = [request.headers.get("referer", "") for request in traffic.requests]
    assert traces(canaries, " ".join(referrers).encode()) == []
    assert (kept_by(page), page.context.cookies()) == (NOTHING, [])
    # The server's own words: what it printed, and every table but that of the posters.
    kept = everything_kept(demo_server)
    assert traces([code], kept["the server's output"]) == []
    report = ask(demo_server, "SELECT * FROM concerns_sealedreport")
    assert traces([code], repr(report).encode()) == []


def test_scan_is_counted_by_batch_and_day(new_page: NewPage, demo_server: DemoServer, codes: dict[str, str]) -> None:
    before = scans(demo_server)
    scan(new_page(), demo_server, codes["osterangen"])
    wait_until(lambda: scans(demo_server) > before, seconds=10 + 2 * SECONDS, what="the scan to be counted")
    rows: list[tuple[Any, ...]] = ask(demo_server, "SELECT batch_id, day FROM places_scancount")
    assert len(rows) == len(set(rows))


def test_write_page_asks_for_the_area_all_the_same(page: Page, demo_server: DemoServer, codes: dict[str, str]) -> None:
    scan(page, demo_server, codes["raslatt"])
    Write(page, demo_server.public).open()
    assert page.locator("[data-field=area]").input_value() == ""
