"""What Chromium has sealed opens in a program that knows nothing of ours."""

import json

import pytest
from playwright.sync_api import Page, Request

from tests.demo_ring import opened_ring
from tests.journeys.pages import WORRY, Write
from tests.node import RunNode
from tests.servers import DemoServer

pytestmark = pytest.mark.journey


def test_a_report_sealed_in_chromium_opens_with_the_published_age_package(
    page: Page, demo_server: DemoServer, node: RunNode
) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/write/send/") else None)

    write = Write(page, demo_server.public).open()
    write.answer(**WORRY).show_sheet().send()

    [request] = sent
    parcel = json.loads(request.post_data or "")
    question = {
        "do": "open",
        "report_identity": parcel["report_identity"],
        "sealed_report": parcel["sealed_report"],
        "identity": opened_ring(demo_server).identity(parcel["epoch"]),
    }
    opened = json.loads(node("tests/node/plain_age.js", stdin=json.dumps(question)))

    assert opened["wrapped"]["purpose"] == "report-identity"
    assert opened["wrapped"]["report"] == opened["report"]["report"] == parcel["report"]
    told = {name: text for name, text in WORRY.items() if name != "where"} | {"municipality": "Jönköping"}
    assert opened["report"]["body"]["concern"] == told
