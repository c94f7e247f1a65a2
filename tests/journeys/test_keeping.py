"""An owner's minute: a mail, a link, one question, one button. And a lead who looks at what two sources say."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.commands import python
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
LEAD, PASSWORD = "lea@office.example", "practice-lea-journey"
MAKE = f"""
import django
django.setup()
from datetime import date
from trygga.accounts.models import User
from trygga.directory.links import address_of
from trygga.directory.models import ContactPoint
from trygga.directory.services import add_point, contradict
from trygga.organisations.models import Appointment, Organisation
user = User.objects.create_user({LEAD!r}, {PASSWORD!r}, first_name="Lea")
organisation = Organisation.objects.filter(kind="landlord").first()
programme = organisation.programme
Appointment.objects.create(
    programme=programme, organisation=organisation, user=user, role="programme_lead", since=date(2026, 1, 1)
)
said = dict(organisation_name="Jouren", kind="phone", value="036105000", purposes=["tenancy_advice"])
said |= dict(opening_hours="24/7", languages=["sv"], source="jouren.example", as_of="2026")
for name in ("Provlinjen", "Andra provlinjen"):
    point = add_point(programme, by=user, owner=user, name=name, **said)
contradict(point, by=user, source="trapphuset.example", as_of="2026", value="036-10 50 09")
print(address_of(ContactPoint.objects.get(name="Provlinjen")))
"""


@pytest.fixture(scope="module")
def link(demo_server: DemoServer) -> str:
    """The link of a mail to the owner of an unconfirmed contact point of the demo."""
    settings = demo_server.settings | {"TRYGGA_DEMO": "1", "TRYGGA_OFFICE_ORIGIN": demo_server.office}
    done = python(MAKE, var=demo_server.var, DJANGO_SETTINGS_MODULE="trygga.config.settings", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def scrolls_sideways(page: Page, *, address: str) -> bool:
    """Whether the page at this address, once it is there after a click, is wider than the screen."""
    page.wait_for_url(re.compile(address))
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def test_owner_confirms_by_the_link_without_script_or_sign_in(
    new_page: NewPage, demo_server: DemoServer, link: str, page_errors: list[str]
) -> None:
    assert link.startswith(f"{demo_server.office}/confirm/")
    page = new_page(script=False, locale="en-GB")
    page.goto(link)
    expect(page.get_by_text("036-10 50 00")).to_be_visible()
    page.get_by_label(re.compile("How do you know")).fill("Called them.")
    page.get_by_role("button", name="Yes, all of it is right").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    assert [error for error in page_errors if "410" not in error] == []
    page_errors.clear()


def test_lead_settles_what_two_sources_say_on_a_phone(new_page: NewPage, demo_server: DemoServer, link: str) -> None:
    page = new_page(locale="en-GB")
    page.goto(demo_server.office)
    page.locator("[name=login]").fill(LEAD)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name=re.compile("Other sources contradict")).click()
    assert not scrolls_sideways(page, address=r"/directory/\?")
    page.get_by_role("link", name="Andra provlinjen").click()
    assert not scrolls_sideways(page, address=r"/directory/\d+/$")
    expect(page.locator("mark")).to_have_text("036-10 50 09")
    page.get_by_role("button", name=re.compile("Settled")).click()
    expect(page.locator("mark")).to_have_count(0)
    page.get_by_label(re.compile("How do you know")).fill("Asked at the desk.")
    page.get_by_role("button", name="Yes, all of it is right").click()
    expect(page.get_by_text("Asked at the desk.")).to_be_visible()
