"""How to ask for each staff address that is more than a plain page: the tests of access are made from this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.addresses import INBOX, OFFICE
from tests.cast import Cast
from tests.factories.concerns import sealed_file
from tests.factories.pages import picture_in, text_in
from trygga.directory.links import address_of
from trygga.directory.models import ContactPoint
from trygga.organisations.models import Member
from trygga.pages.services import root_of
from trygga.web.access import Origin

LANDLORD, ESTATE, STAIRWELL, ACT, MOVE = "bostaden", 900_011, 900_013, 900_015, 900_016
APPOINTMENT, INVITATION, NOTICE, TOKEN = 900_001, 900_002, 900_003, "a-token-of-tests-that-stands-in-a-link"
IMPORT, BATCH, LINK = 900_006, 900_004, 900_005
POINT, OTHER_SOURCE, CLOSING = 900_021, 900_022, 900_023
LIST, CALENDAR = 900_020, "a-secret-of-tests-that-opens-a-calendar"
URLCONFS = {Origin.INBOX: INBOX, Origin.OFFICE: OFFICE}
Arguments = Callable[[Cast, Any], dict[str, Any]]


def _nothing(cast: Cast, post: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Example:
    """A request that works for whoever may: `arguments` name a thing of Sandby's organisation `cast.unit`.

    Where it is `of_landlord`, a thing of Sandby's landlord: people of that one are asked in place of the unit's.
    `arguments` gets the asker's membership or appointment too, for addresses that name the asker. `content` is sent
    as JSON, or as a form where `is_form`. Where `of_landlord`, what it names is the landlord's instead, and its roles
    are held there.
    """

    method: str = "get"
    arguments: Arguments = _nothing
    content: Any = None
    is_form: bool = False
    of_landlord: bool = False


def _member(cast: Cast, post: Any) -> dict[str, Any]:
    return {"member": post.public_id if isinstance(post, Member) else cast.social_worker.public_id}


def _report(cast: Cast, post: Any) -> dict[str, Any]:
    return _member(cast, post) | {"report": cast.report.pk}


def _token(cast: Cast, post: Any) -> dict[str, Any]:
    return {"token": TOKEN}


def _own_role(cast: Cast, post: Any) -> dict[str, Any]:
    if post is None:
        return {"role": APPOINTMENT}
    return {"role": post.public_id if isinstance(post, Member) else str(post.pk)}


def _programme(cast: Cast, post: Any) -> dict[str, Any]:
    return {"programme": cast.sandby.slug}


def _organisation(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"organisation": cast.unit.organisation.slug}


def _membership(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"member": cast.colleague.public_id}


def _person(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"person": cast.colleague.user_id}


def _notice(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"notice": NOTICE}


def _invitation(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"invitation": INVITATION}


def _landlord(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"landlord": LANDLORD}


def _import(cast: Cast, post: Any) -> dict[str, Any]:
    return _landlord(cast, post) | {"source": IMPORT}


def _batch(cast: Cast, post: Any) -> dict[str, Any]:
    return _landlord(cast, post) | {"batch": BATCH}


def _link_of_batch(cast: Cast, post: Any) -> dict[str, Any]:
    return _batch(cast, post) | {"link": LINK}


def _picture_of_link(cast: Cast, post: Any) -> dict[str, Any]:
    return _link_of_batch(cast, post) | {"kind": "svg"}


def _line(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"key": "bris"}


def _list(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"source": LIST}


def _calendar(cast: Cast, post: Any) -> dict[str, Any]:
    return {"token": CALENDAR}


def _root(cast: Cast, post: Any) -> dict[str, Any]:
    return {"parent_page_id": root_of(cast.sandby).pk}


def _new_text(cast: Cast, post: Any) -> dict[str, Any]:
    return _root(cast, post) | {"content_type_app_name": "pages", "content_type_model_name": "textpage"}


def _text(cast: Cast, post: Any) -> dict[str, Any]:
    return {"page_id": text_in(cast.sandby).pk}


def _revision(cast: Cast, post: Any) -> dict[str, Any]:
    text = text_in(cast.sandby)
    return {"page_id": text.pk, "revision_id": text.latest_revision_id}


def _revisions(cast: Cast, post: Any) -> dict[str, Any]:
    return {"pk": text_in(cast.sandby).pk, "revision_id_a": "earliest", "revision_id_b": "latest"}


def _session(cast: Cast, post: Any) -> dict[str, Any]:
    text = str(text_in(cast.sandby).pk)
    return {"app_label": "pages", "model_name": "textpage", "object_id": text, "session_id": 1}


def _picture(cast: Cast, post: Any) -> dict[str, Any]:
    return {"image_id": picture_in(cast.sandby).pk}


def _chosen_picture(cast: Cast, post: Any) -> dict[str, Any]:
    return {"pk": str(picture_in(cast.sandby).pk)}


def _file(cast: Cast, post: Any) -> dict[str, Any]:
    return {"name": picture_in(cast.sandby).file.name}


def _passkey(cast: Cast, post: Any) -> dict[str, Any]:
    return {"pk": 1}  # whoever may is asked to confirm before it is looked for


def _link(cast: Cast, post: Any) -> dict[str, Any]:
    return {"uidb36": "1", "key": "cx-0123"}


def _provider(cast: Cast, post: Any) -> dict[str, Any]:
    return {"provider_id": "provider"}


def _register(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"landlord": LANDLORD}


def _in_area(cast: Cast, post: Any) -> dict[str, Any]:
    return _register(cast, post) | {"area": cast.area.slug}


def _level(cast: Cast, post: Any) -> dict[str, Any]:
    return _register(cast, post) | {"level": "stairwells"}


def _place(cast: Cast, post: Any) -> dict[str, Any]:
    return _level(cast, post) | {"place": STAIRWELL}


def _act(cast: Cast, post: Any) -> dict[str, Any]:
    return _register(cast, post) | {"act": ACT}


def _move(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"move": MOVE}


def _point(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"point": POINT}


def _owned(cast: Cast, post: Any) -> dict[str, Any]:
    """The point, which the asker owns: as an owner, everybody with a role here may do what owners do."""
    ContactPoint.objects.filter(pk=POINT).update(owner=post.user if post is not None else None)
    return _point(cast, post)


def _other_source(cast: Cast, post: Any) -> dict[str, Any]:
    return _owned(cast, post) | {"other": OTHER_SOURCE}


def _closing(cast: Cast, post: Any) -> dict[str, Any]:
    return _owned(cast, post) | {"closing": CLOSING}


def _confirming(cast: Cast, post: Any) -> dict[str, Any]:
    point = ContactPoint.objects.get(pk=POINT)
    point.owner = cast.colleague.user
    point.save()
    return {"signed": address_of(point).rstrip("/").rpartition("/")[2]}


OPENING = {"opening": sealed_file(1), "received": sealed_file(2)}
MESSAGE = {"number": 2, "sealed": sealed_file(2)}
EXAMPLES: dict[tuple[Origin, str], Example] = {
    (Origin.INBOX, "member_keys"): Example(arguments=_member),
    (Origin.INBOX, "unlocked"): Example("post", _member),
    (Origin.INBOX, "received"): Example(arguments=_member),
    (Origin.INBOX, "report"): Example(arguments=_report),
    (Origin.INBOX, "open_report"): Example("post", _report, OPENING),
    (Origin.INBOX, "ask"): Example("post", _report, MESSAGE),
    (Origin.INBOX, "close"): Example("post", _report, MESSAGE),
    (Origin.INBOX, "set_aside"): Example("post", _report),
    (Origin.INBOX, "put_back"): Example("post", _report),
    (Origin.INBOX, "invitation"): Example(arguments=_token),
    (Origin.OFFICE, "invitation"): Example(arguments=_token),
    (Origin.OFFICE, "leave"): Example(arguments=_own_role),
    (Origin.OFFICE, "roles"): Example(arguments=_programme),
    (Origin.OFFICE, "members"): Example(arguments=_programme),
    (Origin.OFFICE, "people_file"): Example(arguments=_programme),
    (Origin.OFFICE, "invitations"): Example(arguments=_programme),
    (Origin.OFFICE, "organisations"): Example(arguments=_programme),
    (Origin.OFFICE, "add_organisation"): Example(arguments=_programme),
    (Origin.OFFICE, "outbox"): Example(arguments=_programme),
    (Origin.OFFICE, "try_notice_again"): Example("post", _notice),
    (Origin.OFFICE, "give_notice_up"): Example("post", _notice),
    (Origin.OFFICE, "log"): Example(arguments=_organisation),
    (Origin.OFFICE, "end_roles"): Example("get", _programme, {"role": APPOINTMENT}),
    (Origin.OFFICE, "forget_factor"): Example(arguments=_person),
    (Origin.OFFICE, "end_membership"): Example(arguments=_membership),
    (Origin.OFFICE, "invite"): Example(arguments=_organisation),
    (Origin.OFFICE, "rename_organisation"): Example(arguments=_organisation),
    (Origin.OFFICE, "add_unit"): Example(arguments=_organisation),
    (Origin.OFFICE, "withdraw_invitation"): Example("post", _invitation),
    (Origin.OFFICE, "imports"): Example(arguments=_landlord, of_landlord=True),
    (Origin.OFFICE, "import"): Example(arguments=_import, of_landlord=True),
    (Origin.OFFICE, "apply_import"): Example("post", _import, {}, is_form=True, of_landlord=True),
    (Origin.OFFICE, "cancel_import"): Example("post", _import, {}, is_form=True, of_landlord=True),
    (Origin.OFFICE, "import_bad_rows"): Example(arguments=_import, of_landlord=True),
    (Origin.OFFICE, "posters"): Example(arguments=_programme, of_landlord=True),
    (Origin.OFFICE, "poster_batches"): Example(arguments=_landlord, of_landlord=True),
    (Origin.OFFICE, "poster_batch"): Example(arguments=_batch, of_landlord=True),
    (Origin.OFFICE, "poster_codes"): Example(arguments=_batch, of_landlord=True),
    (Origin.OFFICE, "poster_link"): Example(arguments=_link_of_batch, of_landlord=True),
    (Origin.OFFICE, "poster_code"): Example(arguments=_picture_of_link, of_landlord=True),
    (Origin.OFFICE, "add_poster_batch"): Example(arguments=_landlord, of_landlord=True),
    (Origin.OFFICE, "make_links"): Example(arguments=_batch, of_landlord=True),
    (Origin.OFFICE, "replace_link"): Example(arguments=_link_of_batch, of_landlord=True),
    (Origin.OFFICE, "retire_link"): Example(arguments=_link_of_batch, of_landlord=True),
    (Origin.OFFICE, "starter"): Example(arguments=_programme),
    (Origin.OFFICE, "take_starter"): Example("post", _line, {}, is_form=True),
    (Origin.OFFICE, "take_all_starters"): Example("post", _programme, {}, is_form=True),
    (Origin.OFFICE, "directory_lists"): Example(arguments=_programme),
    (Origin.OFFICE, "directory_list"): Example(arguments=_list),
    (Origin.OFFICE, "apply_directory_list"): Example("post", _list, {}, is_form=True),
    (Origin.OFFICE, "drop_directory_list"): Example("post", _list, {}, is_form=True),
    (Origin.OFFICE, "calendar_address"): Example(arguments=_programme),
    (Origin.OFFICE, "close_calendar"): Example("post", _programme, {}, is_form=True),
    (Origin.OFFICE, "calendar"): Example(arguments=_calendar),
    (Origin.OFFICE, "picture_file"): Example(arguments=_file),
    (Origin.OFFICE, "wagtailadmin_explore"): Example(arguments=_root),
    (Origin.OFFICE, "wagtailadmin_explore_results"): Example(arguments=_root),
    (Origin.OFFICE, "wagtailadmin_choose_page_child"): Example(arguments=_root),
    (Origin.OFFICE, "wagtailadmin_pages:add_subpage"): Example(arguments=_root),
    (Origin.OFFICE, "wagtailadmin_pages:add"): Example(arguments=_new_text),
    (Origin.OFFICE, "wagtailadmin_pages:preview_on_add"): Example("post", _new_text, {}, is_form=True),
    (Origin.OFFICE, "wagtailadmin_pages:edit"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:preview_on_edit"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:view_draft"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:delete"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:usage"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:history"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:history_results"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailadmin_pages:revisions_view"): Example(arguments=_revision),
    (Origin.OFFICE, "wagtailadmin_pages:revisions_revert"): Example(arguments=_revision),
    (Origin.OFFICE, "wagtailadmin_pages:revisions_compare"): Example(arguments=_revisions),
    (Origin.OFFICE, "wagtailadmin_editing_sessions:ping"): Example("post", _session, {}, is_form=True),
    (Origin.OFFICE, "wagtailadmin_editing_sessions:release"): Example(
        "post", lambda cast, post: {"session_id": 1}, {}, is_form=True
    ),
    (Origin.OFFICE, "simple_translation:submit_page_translation"): Example(arguments=_text),
    (Origin.OFFICE, "wagtailimages:edit"): Example(arguments=_picture),
    (Origin.OFFICE, "wagtailimages:delete"): Example(arguments=_picture),
    (Origin.OFFICE, "wagtailimages:image_usage"): Example(arguments=_picture),
    (Origin.OFFICE, "wagtailimages:edit_multiple"): Example("post", _picture, {}, is_form=True),
    (Origin.OFFICE, "wagtailimages:delete_multiple"): Example("post", _picture, {}, is_form=True),
    (Origin.OFFICE, "wagtailimages_chooser:chosen"): Example(arguments=_chosen_picture),
    (Origin.OFFICE, "choose_programme"): Example("post", content={"programme": "sandby"}, is_form=True),
}
CHOSEN, CHOSEN_ESTATE = {"place": STAIRWELL}, {"place": ESTATE}
OF_LANDLORDS = {
    "places": Example(arguments=_programme, of_landlord=True),
    "register": Example(arguments=_register, of_landlord=True),
    "search_places": Example(arguments=_register, of_landlord=True),
    "area_places": Example(arguments=_in_area, of_landlord=True),
    "place_list": Example(arguments=_level, of_landlord=True),
    "place": Example(arguments=_place, of_landlord=True),
    "place_history": Example(arguments=_place, of_landlord=True),
    "register_history": Example(arguments=_register, of_landlord=True),
    "register_act": Example(arguments=_act, of_landlord=True),
    "places_csv": Example(arguments=_register, of_landlord=True),
    "places_xlsx": Example(arguments=_register, of_landlord=True),
    "add_estate": Example(arguments=_in_area, of_landlord=True),
    "add_place": Example(arguments=_place, of_landlord=True),
    "change_place": Example(arguments=_place, of_landlord=True),
    "retire_places": Example("post", _level, CHOSEN, is_form=True, of_landlord=True),
    "bring_place_back": Example("post", _place, of_landlord=True),
    "move_places": Example("post", _level, CHOSEN, is_form=True, of_landlord=True),
    "move_estates": Example("post", _register, CHOSEN_ESTATE, is_form=True, of_landlord=True),
    "estate_moves": Example(arguments=_programme, of_landlord=True),
    "withdraw_estate_move": Example("post", _move, of_landlord=True),
}
EXAMPLES |= {(Origin.OFFICE, address): example for address, example in OF_LANDLORDS.items()}
OF_CONTACT_POINTS = {
    "contact_points": Example(arguments=_programme),
    "add_contact_point": Example(arguments=_programme),
    "contact_points_week": Example(arguments=_programme),
    "contact_point": Example(arguments=_point),
    "contact_point_history": Example(arguments=_point),
    "change_contact_point": Example(arguments=_point),
    "verify_contact_point": Example(arguments=_owned),
    "contradict_contact_point": Example(arguments=_owned),
    "settle_contact_point": Example("post", _other_source, {}, is_form=True),
    "close_contact_point": Example(arguments=_owned),
    "open_contact_point_again": Example("post", _closing, {}, is_form=True),
    "give_contact_point": Example(arguments=_point),
    "retire_contact_point": Example(arguments=_point),
    "bring_contact_point_back": Example("post", _point, {}, is_form=True),
    "confirm_contact_point": Example(arguments=_confirming),
}
EXAMPLES |= {(Origin.OFFICE, address): example for address, example in OF_CONTACT_POINTS.items()}
OF_SIGN_IN = {
    "account_end_sessions": Example("post", content={}, is_form=True),
    "account_reset_password_from_key": Example(arguments=_link),
    "mfa_remove_webauthn": Example(arguments=_passkey),
    "passkey_options": Example("post", content={}, is_form=True),
    "mfa_login_webauthn": Example("post", content={"credential": "{}"}, is_form=True),
    "openid_connect_login": Example("post", _provider, content={}, is_form=True),
    "openid_connect_callback": Example(arguments=_provider),
}
EXAMPLES |= {(origin, address): example for origin in URLCONFS for address, example in OF_SIGN_IN.items()}
