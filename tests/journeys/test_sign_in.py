"""Amina makes her sign-in safe: a passkey on each origin, an app, recovery codes; on a phone, in a real browser."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.accounts.signing_in import code
from tests.browser import NewPage
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def device_for(page: Page) -> Any:
    """Chromium's virtual authenticator on this page; gives the session that speaks with it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def sign_in(page: Page, origin: str, member: dict[str, str]) -> None:
    page.goto(f"{origin}/accounts/login/?next=/accounts/")
    page.locator("[name=login]").fill(member["login"])
    page.locator("[name=password]").fill(member["password"])
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(f"{origin}/accounts/")


def confirm(page: Page, member: dict[str, str]) -> None:
    page.locator("[name=password]").fill(member["password"])
    page.locator("main button[type=submit]").first.click()


def fits(page: Page) -> None:
    """Nothing reaches beyond a phone, and nobody is kept out."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == [], page.url


@pytest.mark.parametrize(("origin", "other"), [("inbox", "office"), ("office", "inbox")])
def test_passkey_signs_in_where_it_was_made_and_nowhere_else(
    origin: str, other: str, new_page: NewPage, demo_server: DemoServer
) -> None:
    # Each origin has somebody of its own: whoever has a second factor is asked for it from then on.
    here, there = demo_server.origins[origin], demo_server.origins[other]
    member = demo_server.members[["inbox", "office"].index(origin)]
    page = new_page(locale="en-GB")
    device_for(page)
    sign_in(page, here, member)
    fits(page)
    page.goto(f"{here}/accounts/passkeys/add/")
    confirm(page, member)
    page.wait_for_url(f"{here}/accounts/passkeys/add/")
    fits(page)
    page.locator("[data-part=go]").click()
    expect(page).to_have_url(f"{here}/accounts/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").all_text_contents()
    fits(page)

    page.goto(f"{here}/accounts/logout/")
    page.locator("main button[type=submit]").click()
    page.goto(f"{here}/accounts/login/")
    fits(page)
    page.locator("[data-part=go]").click()
    expect(page).to_have_url(f"{here}/")
    page.goto(f"{here}/accounts/")
    page.get_by_role("link", name="Remove").wait_for()

    signs_in_by_recovery_code(page, there, member, recovery[0].strip())
    forget_passkey(page, here, member)


def signs_in_by_recovery_code(page: Page, there: str, member: dict[str, str], code: str) -> None:
    """The passkey of the other origin does nothing here; password and a recovery code do."""
    page.goto(f"{there}/accounts/login/")
    page.locator("[data-part=go]").click()
    expect(page.locator("[data-part=alert]")).to_have_text(
        "The passkey was not used. Try again, or choose another way below."
    )
    page.locator("[name=login]").fill(member["login"])
    page.locator("[name=password]").fill(member["password"])
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(f"{there}/accounts/second-factor/code/")
    fits(page)
    page.locator("[name=code]").fill(code)
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(f"{there}/")


def forget_passkey(page: Page, here: str, member: dict[str, str]) -> None:
    """Back to how the other journeys expect the demo."""
    page.goto(f"{here}/accounts/passkeys/add/")
    page.goto(f"{here}/accounts/")
    page.get_by_role("link", name="Remove").click()
    if "reauthenticate" in page.url:
        confirm(page, member)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(f"{here}/accounts/")
    expect(page.get_by_role("link", name="Remove")).to_have_count(0)


def test_app_is_set_up_and_removed_without_script(new_page: NewPage, demo_server: DemoServer) -> None:
    page, member, inbox = new_page(script=False, locale="en-GB"), demo_server.members[0], demo_server.inbox
    sign_in(page, inbox, member)
    page.get_by_role("link", name="Set up an app for codes").click()
    confirm(page, member)
    expect(page.locator("img.qr")).to_be_visible()
    page.locator("[name=code]").fill(code(secret=page.locator(".key").inner_text().strip()))
    page.locator("main button[type=submit]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{inbox}/accounts/second-factor/app/remove/")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("link", name="Set up an app for codes")).to_be_visible()


def test_without_script_the_page_says_that_passkeys_need_it(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(script=False, locale="en-GB")
    page.goto(f"{demo_server.inbox}/accounts/login/")
    expect(page.locator("[data-part=no-script]")).to_have_text("Passkeys need JavaScript in this browser.")
    expect(page.locator("[data-part=go]")).to_be_hidden()
