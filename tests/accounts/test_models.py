import pytest
from django.db import IntegrityError

from tests.factories.accounts import UserFactory
from trygga.accounts.models import User


@pytest.mark.django_db
def test_address_is_kept_in_lower_case() -> None:
    user = User.objects.create_user("Soraya@Socialtjansten.EXAMPLE", "a password of tests alone")
    assert (user.email, user.check_password("a password of tests alone")) == ("soraya@socialtjansten.example", True)


@pytest.mark.django_db
def test_password_is_kept_as_argon2() -> None:
    user = User.objects.create_user("soraya@socialtjansten.example", "a password of tests alone")
    assert user.password.split("$")[:2] == ["argon2", "argon2id"]


@pytest.mark.django_db
def test_address_is_taken_once() -> None:
    UserFactory(email="soraya@socialtjansten.example")
    with pytest.raises(IntegrityError):
        UserFactory(email="soraya@socialtjansten.example")


def test_user_is_called_by_name_or_else_by_address() -> None:
    named, nameless = User(first_name="Soraya", email="a@b.example"), User(email="a@b.example")
    assert (str(named), str(nameless)) == ("Soraya", "a@b.example")
