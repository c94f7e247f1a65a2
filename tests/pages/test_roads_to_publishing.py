"""Wagtail edits; it does not publish: every road that leads there, walked by an editor who is a superuser too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Locale, PageLogEntry, Revision, Workflow, WorkflowTask

from tests.addresses import OFFICE
from tests.cast import Cast, browser
from tests.factories.organisations import AppointmentFactory
from tests.factories.pages import new_text
from trygga.accounts.models import User
from trygga.organisations.models import Role
from trygga.pages.models import TextPage


def address(name: str, *arguments: Any) -> str:
    return reverse(name, urlconf=OFFICE, args=arguments)


@pytest.fixture
def editor(cast: Cast) -> User:
    """Somebody who is everything at once; only the role of editor counts."""
    appointment = AppointmentFactory(
        organisation=cast.unit.organisation, role=Role.EDITOR, user__is_superuser=True, user__is_staff=True
    )
    user: User = appointment.user
    return user


@pytest.fixture
def office(editor: User) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(editor)
    return client


@pytest.fixture
def text(cast: Cast, editor: User) -> TextPage:
    return new_text(cast.sandby, "Say hello", owner=editor)


def form(title: str, **more: str) -> dict[str, str]:
    """What the editing page sends for a text with one heading, as an editor who knows Wagtail might change it."""
    return {
        "title": title,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "Talk to each other",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    } | more


def nothing_is_published() -> None:
    pages = TextPage.objects.all()
    assert not pages.filter(live=True).exists()
    assert not pages.exclude(live_revision=None, first_published_at=None, last_published_at=None).exists()
    assert not pages.exclude(go_live_at=None, expire_at=None, alias_of=None, locked=False).exists()
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    assert not PageLogEntry.objects.filter(action__contains="publish").exists()


# ---- through the browser ----
CLOSED = {
    "unpublish": "wagtailadmin_pages:unpublish",
    "copy": "wagtailadmin_pages:copy",
    "alias": "wagtailadmin_pages:convert_alias",
    "lock": "wagtailadmin_pages:lock",
    "unlock": "wagtailadmin_pages:unlock",
    "privacy": "wagtailadmin_pages:set_privacy",
    "move": "wagtailadmin_pages:move",
    "position": "wagtailadmin_pages:set_page_position",
}


@pytest.mark.parametrize("name", CLOSED.values(), ids=CLOSED)
def test_road_of_one_page_is_shut(name: str, office: Client, text: TextPage) -> None:
    sent = {
        "new_parent_page": text.get_parent().pk,
        "new_title": "x",
        "new_slug": "x",
        "publish_copies": "on",
        "alias": "on",
    }
    assert [office.get(address(name, text.pk)).status_code, office.post(address(name, text.pk), sent).status_code] == [
        404,
        404,
    ]
    assert TextPage.objects.count() == 1
    nothing_is_published()


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_many_pages_at_once_are_shut(action: str, office: Client, text: TextPage) -> None:
    there = f"{address('wagtail_bulk_action', 'pages', 'textpage', action)}?id={text.pk}"
    assert [office.get(there).status_code, office.post(there).status_code] == [404, 404]
    nothing_is_published()


def test_pages_through_the_interface_are_shut(office: Client, text: TextPage) -> None:
    there = address("wagtailadmin_api:pages:action", text.pk, "publish")
    assert office.post(there).status_code == 404
    nothing_is_published()


@pytest.mark.parametrize(
    "button", ["action-publish", "action-submit", "action-workflow-action", "action-restart-workflow"]
)
def test_button_while_editing_stores_a_draft_at_most(button: str, office: Client, text: TextPage) -> None:
    sent = form("Changed", **{button: "1", "workflow-action-name": "approve"})
    assert office.post(address("wagtailadmin_pages:edit", text.pk), sent).status_code == 302
    text.refresh_from_db()
    assert text.get_latest_revision_as_object().title == "Changed"
    nothing_is_published()


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_button_while_making_stores_a_draft_at_most(button: str, office: Client, text: TextPage) -> None:
    there = address("wagtailadmin_pages:add", "pages", "textpage", text.get_parent().pk)
    assert office.post(there, form("New", slug="new", **{button: "1"})).status_code == 302
    assert sorted(TextPage.objects.values_list("draft_title", flat=True)) == ["New", "Say hello"]
    nothing_is_published()


def test_days_sent_with_the_form_are_not_kept(office: Client, text: TextPage) -> None:
    days = {"go_live_at": "2030-01-01 10:00", "expire_at": "2031-01-01 10:00", "live": "on"}
    office.post(address("wagtailadmin_pages:edit", text.pk), form("Changed", **days))
    text.refresh_from_db()
    latest = text.get_latest_revision_as_object()
    assert (latest.title, latest.go_live_at, latest.expire_at) == ("Changed", None, None)
    nothing_is_published()


def test_older_draft_taken_back_is_a_draft(office: Client, text: TextPage) -> None:
    first = text.latest_revision_id
    office.post(address("wagtailadmin_pages:edit", text.pk), form("Changed"))
    revert = address("wagtailadmin_pages:revisions_revert", text.pk, first)
    sent = form("Say hello", revision=str(first), **{"action-publish": "1"})
    assert [
        office.get(revert).status_code,
        office.post(address("wagtailadmin_pages:edit", text.pk), sent).status_code,
    ] == [200, 302]
    nothing_is_published()


def test_translation_is_a_draft(office: Client, text: TextPage) -> None:
    english = Locale.objects.get(language_code="en")
    there = address("simple_translation:submit_page_translation", text.pk)
    assert office.post(there, {"locales": [english.pk]}).status_code == 302
    assert sorted(TextPage.objects.values_list("locale__language_code", "live")) == [("en", False), ("sv", False)]
    nothing_is_published()


def test_editing_page_offers_no_way_but_a_draft(office: Client, text: TextPage) -> None:
    page = office.get(address("wagtailadmin_pages:edit", text.pk)).content.decode()
    assert "action-publish" not in page
    assert "action-submit" not in page


# ---- through code: nobody has the permission, and where it is not asked for, the database refuses ----
def as_workflow(text: TextPage, editor: User) -> None:
    task = GroupApprovalTask.objects.create(name="Everybody")
    workflow = Workflow.objects.create(name="All")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(text, editor)
    state.current_task_state.approve(user=editor)
    state.refresh_from_db()
    assert state.status == "approved"


def as_scheduled(text: TextPage, editor: User) -> None:
    Revision.objects.filter(pk=text.latest_revision_id).update(approved_go_live_at=timezone.now() - timedelta(days=1))
    call_command("publish_scheduled")


def as_saved(text: TextPage, **options: Any) -> None:
    text.live = True
    text.save(**options)


ROADS: dict[str, Callable[[TextPage, User], Any]] = {
    "revision": lambda text, editor: text.latest_revision.publish(),
    "page": lambda text, editor: text.publish(text.latest_revision, user=editor),
    "page, unchecked": lambda text, editor: text.publish(text.latest_revision, skip_permission_checks=True),
    "action": lambda text, editor: PublishPageRevisionAction(text.latest_revision, user=editor).execute(
        skip_permission_checks=True
    ),
    "save": lambda text, editor: as_saved(text),
    "save, unchecked": lambda text, editor: as_saved(text, clean=False),
    "copy": lambda text, editor: text.copy(
        to=text.get_parent(), update_attrs={"slug": "x", "live": True}, keep_live=True, user=editor
    ),
    "alias": lambda text, editor: text.create_alias(parent=text.get_parent(), update_slug="x", user=editor),
    "translation alias": lambda text, editor: CopyPageForTranslationAction(
        text, Locale.objects.get(language_code="en"), alias=True, user=editor
    ).execute(),
    "update of many": lambda text, editor: TextPage.objects.update(live=True),
    "lock": lambda text, editor: TextPage.objects.update(locked=True),
    "schedule": lambda text, editor: TextPage.objects.update(go_live_at=timezone.now()),
    "scheduled": as_scheduled,
}


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_road_through_code_ends_at_the_database(
    road: Callable[[TextPage, User], Any], text: TextPage, editor: User
) -> None:
    with pytest.raises((IntegrityError, ValidationError, PermissionDenied)), transaction.atomic():
        road(text, editor)
    nothing_is_published()


def test_approval_by_everybody_publishes_nothing(text: TextPage, editor: User) -> None:
    as_workflow(text, editor)
    nothing_is_published()
