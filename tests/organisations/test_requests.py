import pytest
from django.http import HttpRequest

from trygga.organisations.requests import programme_of


def test_request_that_passed_no_middleware_has_no_programme() -> None:
    with pytest.raises(RuntimeError, match="without organisations.middleware.origins"):
        programme_of(HttpRequest())
