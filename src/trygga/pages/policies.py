"""Wagtail's permission policies for pages and pictures: roles instead of groups, one programme at a time."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.base import BasePermissionPolicy

from trygga.accounts.models import User
from trygga.organisations.models import Role
from trygga.organisations.scope import programme_in_scope
from trygga.pages.access import ACTIONS, may_edit

OF_EDITORS = frozenset({"wagtailadmin.access_admin", "simple_translation.submit_translation"})


class RolesInOffice(BaseBackend):
    """What Wagtail asks of Django's permissions, answered from the roles in the programme that is being worked in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in OF_EDITORS and may_edit(user_obj, programme_in_scope())


class OfProgramme(BasePermissionPolicy):
    """Rows with a programme. The manager has narrowed them to the one being worked in; roles are asked once more."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, {action})

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return not ACTIONS.isdisjoint(actions) and may_edit(user, programme_in_scope())

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, {action}, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return not ACTIONS.isdisjoint(actions) and may_edit(user, instance.programme_id)

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        return self.instances_user_has_any_permission_for(user, {action})

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        rows = self.model._default_manager
        return rows.all() if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = False) -> QuerySet[User]:
        return self._editors(programme_in_scope(), actions)

    def users_with_permission(self, action: str, include_superusers: bool = False) -> QuerySet[User]:
        return self.users_with_any_permission({action})

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = False
    ) -> QuerySet[User]:
        return self._editors(instance.programme_id, actions)

    def users_with_permission_for_instance(
        self, action: str, instance: Any, include_superusers: bool = False
    ) -> QuerySet[User]:
        return self.users_with_any_permission_for_instance({action}, instance)

    @staticmethod
    def _editors(programme: int | None, actions: Iterable[str]) -> QuerySet[User]:
        if ACTIONS.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(
            is_active=True,
            appointments__role=Role.EDITOR,
            appointments__programme=programme,
            appointments__left_on=None,
        ).distinct()


class OfPages(OfProgramme):
    """Pages are looked through from the root of the programme."""

    def explorable_root_instance(self, user: Any) -> Any:
        return self.instances_user_has_any_permission_for(user, ACTIONS).filter(depth=1).first()

    def explorable_instances(self, user: Any) -> Any:
        return self.instances_user_has_any_permission_for(user, ACTIONS)

    def instances_with_direct_explore_permission(self, user: Any) -> Any:
        return self.explorable_instances(user).filter(depth=1)


class OfPictures(OfProgramme):
    """Wagtail sorts pictures into collections, which know no programme: all of ours lie in the one that is there."""

    def collections_user_has_permission_for(self, user: Any, action: str) -> Any:
        return self.collections_user_has_any_permission_for(user, {action})

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        rows = Collection.objects
        return rows.filter(depth=1) if self.user_has_any_permission(user, actions) else rows.none()
