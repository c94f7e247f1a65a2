"""An editor's morning in the office: everything comes from there, and nothing breaks the policy of its pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.commands import python
from tests.factories.pages import png
from tests.journeys.traffic import Traffic
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
LOGIN, PASSWORD = "eva@office.example", "practice-eva-journey"
MAKE_EDITOR = f"""
import django
django.setup()
from datetime import date
from trygga.accounts.models import User
from trygga.organisations.models import Appointment, Organisation
user = User.objects.create_user({LOGIN!r}, {PASSWORD!r}, first_name="Eva")
organisation = Organisation.objects.filter(kind="landlord").first()
Appointment.objects.create(
    programme=organisation.programme, organisation=organisation, user=user, role="editor", since=date(2026, 1, 1)
)
"""


@pytest.fixture(scope="module")
def editor(demo_server: DemoServer) -> str:
    """Somebody who edits texts of the demo programme."""
    done = python(MAKE_EDITOR, var=demo_server.var, TRYGGA_DEMO="1", **demo_server.settings)
    assert (done.returncode, done.stderr) == (0, "")
    return LOGIN


def test_morning_of_an_editor_stays_on_one_origin(
    new_page: NewPage, demo_server: DemoServer, editor: str, tmp_path: Path
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    traffic = Traffic(page.context)
    picture = tmp_path / "door.png"
    picture.write_bytes(png())

    page.goto(demo_server.office)
    page.locator("[name=login]").fill(editor)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()

    page.get_by_role("link", name="Texts").click()
    page.get_by_role("link", name="New text").first.click()
    page.locator("#id_title").fill("Say hello")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Heading").click()
    page.locator("[name$='-value']").first.fill("Talk to each other")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("Say hello")

    page.get_by_role("button", name="Toggle preview").click()
    expect(page.frame_locator("iframe").first.get_by_role("heading", name="Talk to each other")).to_be_visible()

    page.goto(f"{demo_server.office}/editing/images/add/")
    page.locator("#id_title").fill("A door")
    page.locator("#id_file").set_input_files(picture)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main img").first).to_be_visible()
    assert page.locator("main img").first.evaluate("picture => picture.naturalWidth") > 0

    page.goto(f"{demo_server.office}/editing/pages/search/?q=hello")
    expect(page.get_by_role("link", name="Say hello").first).to_be_visible()
    assert traffic.origins - {"data:", "data://", "blob://", "blob:"} == {demo_server.office}
