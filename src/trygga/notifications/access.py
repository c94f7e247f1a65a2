"""The only way to one notice by its id."""

from django.http import Http404

from trygga.notifications.models import Notice


def dead_notice(pk: int, *, programme: int | None) -> Notice:
    """A programme's dead notice; one that is absent, of another programme or not dead is 404."""
    found = Notice.objects.defer("body").filter(pk=pk, programme=programme, state=Notice.State.DEAD).first()
    if found is None:
        raise Http404
    return found
