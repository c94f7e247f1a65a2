"""The writer's pages, and what the dialogue gives back."""

import base64
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, PublicBrowser, post
from tests.factories.concerns import DialogueMessageFactory, Neighbour, SealedReportFactory, fresh_file
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import place_of
from tests.factories.places import AreaFactory
from trygga.concerns import sentences, tokens
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.queries import mailbox_of
from trygga.lib import sealing

OPEN, SEND_ANSWER = "/en/answer/open/", "/en/answer/send/"


def test_write_page_names_the_areas_in_the_order_of_their_waves(cast: Cast, public_browser: PublicBrowser) -> None:
    AreaFactory(programme=cast.sandby, slug="later", wave=2)
    AreaFactory(programme=cast.sandby, slug="first", wave=1)
    page = public_browser(cast.sandby).get("/en/write/").content.decode()
    assert re.findall(r'<option value="([a-z]+)"', page) == ["ost", "first", "later"]


def test_write_page_holds_a_token_of_its_own(cast: Cast, public_browser: PublicBrowser) -> None:
    pages = [public_browser(cast.sandby).get("/en/write/").content.decode() for _ in range(2)]
    found = [re.findall(r'data-token="([^"]+)"', page) for page in pages]
    assert [tokens.bits_of(token) for (token,) in found] == [6, 6]
    assert found[0] != found[1]


@pytest.mark.parametrize("address", ["/en/write/", "/en/answer/"])
def test_writers_pages_show_each_number_once_and_none_of_a_single_area(
    address: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    concerns = ["child_concern", "adult_concern", "older_or_ill"]
    ContactPointFactory(programme=cast.sandby, value="08-465 004 50", purposes=concerns)
    ContactPointFactory(programme=cast.sandby, value="08-465 004 51", purposes=["older_or_ill"])
    ContactPointFactory(programme=cast.sandby, value="08-465 004 52", purposes=concerns).areas.add(cast.area)
    page = public_browser(cast.sandby).get(address).content.decode()
    lists = page.count('href="tel:112"><bdi>112')
    assert lists >= 1
    assert [page.count(f"<bdi>08-465 004 5{end}</bdi>") for end in "012"] == [lists, lists, 0]


def test_token_for_something_else_is_none() -> None:
    assert tokens.bits_of(signing.dumps({"purpose": "read", "bits": 1, "nonce": ""}, salt=tokens.SALT)) is None
    assert tokens.bits_of(signing.dumps({"purpose": "write", "bits": 1, "nonce": ""}, salt="else")) is None


@pytest.mark.parametrize("address", ["/en/write/", "/en/answer/"])
def test_page_asks_the_database_as_often_for_many_rows(
    address: str, cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = public_browser(cast.sandby)
    queries = {"/en/write/": 3, "/en/answer/": 2}[address]  # programme, contact points, and areas to choose from
    for _ in range(3):
        ContactPointFactory(programme=cast.sandby)
        AreaFactory(programme=cast.sandby)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_dialogue_gives_what_the_writer_needs_to_check_it(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    report = SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup)
    messages = [
        DialogueMessageFactory(report=report, number=number, direction=direction, sealed=fresh_file())
        for number, direction in ((2, "from_writer"), (1, "to_writer"))
    ]
    answer = post(public_browser(cast.sandby), OPEN, {"lookup": neighbour.lookup_id})
    assert answer.json() == {
        "programme": "sandby",
        "report": report.pk,
        "recipient": report.recipient,
        "recipient_mac": report.recipient_mac,
        "messages": [
            {
                "number": message.number,
                "direction": message.direction,
                "sealed": base64.b64encode(message.sealed).decode(),
            }
            for message in reversed(messages)
        ],
        "not_yet_read": sentences.not_yet_read(is_overdue=False, mailbox=mailbox_of(report, timezone.now())),
    }


def test_overdue_report_tells_its_writer_to_call(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    read_by = timezone.now() - timedelta(minutes=1)
    SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup, read_by=read_by)
    answer = post(public_browser(cast.sandby), OPEN, {"lookup": neighbour.lookup_id})
    assert answer.json()["not_yet_read"] == (
        "Not yet read, although it should have been. Please call instead: the numbers stand below."
    )


def test_answer_of_the_writer_opens_in_the_unit(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    client, sealed = public_browser(cast.sandby), neighbour.seal(cast.epoch)
    post(client, "/en/write/send/", neighbour.parcel(sealed, cast.epoch))
    row = SealedReport.objects.get(pk=sealed.report)
    opened = sealing.open_report(
        bytes(row.report_identity),
        bytes(row.sealed_report),
        place=place_of(cast.unit, epoch=1, report=row.pk),
        ring_identity=cast.ring.identity(1),
    )
    dialogue = neighbour.dialogue("sandby", sealed)
    received = sealing.seal_message(dialogue, earlier=[], kind=sealing.Kind.RECEIVED)
    DialogueMessageFactory(report=row, sealed=received)
    reply = sealing.seal_message(dialogue, earlier=[received], kind=sealing.Kind.ANSWER, text="It was Tuesday.")
    sent = post(client, SEND_ANSWER, {"lookup": neighbour.lookup_id, "number": 2, "sealed": reply})
    rows = [bytes(message.sealed) for message in DialogueMessage.objects.filter(report=row)]
    messages = sealing.open_as_member(dialogue, rows, identity=opened.identity)
    assert (sent.status_code, [message.text for message in messages]) == (201, ["", "It was Tuesday."])
