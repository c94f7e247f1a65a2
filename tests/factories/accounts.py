import functools

from django.contrib.auth.hashers import make_password
from factory import LazyFunction, Sequence
from factory.django import DjangoModelFactory

from trygga.accounts.models import User

PASSWORD = "a password of tests alone"


@functools.cache
def password_hash() -> str:
    """Slow on purpose, so once for each test process."""
    return make_password(PASSWORD)


class UserFactory(DjangoModelFactory):
    """Somebody on staff who signs in with PASSWORD."""

    class Meta:
        model = User

    email = Sequence(lambda number: f"person-{number}@staff.example")
    first_name = Sequence(lambda number: f"Person {number}")
    password = LazyFunction(password_hash)
