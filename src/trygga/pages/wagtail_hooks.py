"""What Wagtail asks of the project that it runs in: look, menu, view sets. It imports this file by its name."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem

from trygga.organisations.menu import menu_for
from trygga.pages.office import Pages, TextPages


@hooks.register("register_admin_viewset")
def pages() -> list[Any]:
    return [Pages(), TextPages()]


@hooks.register("construct_admin_api")
def no_documents(router: Any) -> None:
    """A name that every page of Wagtail's asks for, though documents are not installed. Nobody may use it."""
    router.register_endpoint("documents", PagesAdminAPIViewSet)


@hooks.register("insert_global_admin_css")
def look() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("pages/editing.css"))


@hooks.register("construct_main_menu", order=1000)
def menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """The menu of the office in the place of Wagtail's: only what the permission table lets this person use."""
    items[:] = [
        MenuItem(one.entry.label, one.url, name=one.entry.address, icon_name=one.entry.icon, order=position)
        for position, one in enumerate(menu_for(request))
    ]


@hooks.register("get_avatar_url")
def no_avatar(user: Any, size: int) -> str:
    """The same drawing for everybody, from here; Wagtail would ask a service abroad with a hash of the address."""
    return static("pages/person.svg")


@hooks.register("construct_page_action_menu")
def only_drafts(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Saving a draft is all there is to do."""
    items[:] = [item for item in items if item.name in {"action-save-draft", "action-delete"}]
