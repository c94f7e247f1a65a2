"""Who may do what with a draft: asked of the person's roles in the draft's own programme, each time."""

from typing import Any

from wagtail.models import PagePermissionTester

from trygga.accounts.models import User
from trygga.organisations.models import Role
from trygga.organisations.roles import has_role

ACTIONS = frozenset({"add", "change", "delete", "choose", "view"})
"""What an editor may do in the own programme. Nobody holds any other: publish, lock, unlock, bulk_delete."""


def may_edit(user: Any, programme: int | None) -> bool:
    """Whether this person is an editor of that programme today; being a superuser does not help."""
    return isinstance(user, User) and programme is not None and has_role(user, Role.EDITOR, programme=programme)


class PagePermissions(PagePermissionTester):
    """Wagtail's questions about one page, answered from roles. Each that leads past a draft is answered no."""

    def __init__(self, user: Any, page: Any) -> None:
        # Not Wagtail's own start, which reads groups and lets superusers do everything.
        self.user, self.page = user, page
        self.page_is_root = page.depth == 1
        self.is_editor = may_edit(user, page.programme_id)
        self.permissions = {"add", "change"} if self.is_editor else set()

    def _is_editable(self) -> bool:
        return self.is_editor and not self.page_is_root

    def _never(self, *_: Any, **__: Any) -> bool:
        return False

    def can_add_subpage(self) -> bool:
        kind = self.page.specific_class
        return self.is_editor and kind is not None and any(one.can_create_at(self.page) for one in _kinds_below(kind))

    def can_view_revisions(self) -> bool:
        return self._is_editable()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._is_editable() and self.page.is_leaf()

    can_edit = _is_editable
    can_publish = can_publish_subpage = can_unpublish = can_unschedule = _never
    can_lock = can_unlock = can_set_view_restrictions = can_reorder_children = _never
    can_move = can_move_to = can_copy = can_copy_to = _never
    can_submit_for_moderation = _never


def _kinds_below(kind: Any) -> list[Any]:
    kinds: list[Any] = kind.creatable_subpage_models()
    return kinds
