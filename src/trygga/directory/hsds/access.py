"""The only way to what comes into a programme's directory from outside. Absent and forbidden are both 404."""

from django.http import Http404

from trygga.accounts.models import User
from trygga.directory.models import DirectoryList
from trygga.organisations.models import Programme, Role
from trygga.organisations.roles import has_role
from trygga.web.access import or_404


def programme_to_fill(user: User, slug: str) -> Programme:
    """The programme with this slug, to its lead and editors. Raises Http404."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None or not has_role(user, Role.PROGRAMME_LEAD, Role.EDITOR, programme=found.pk):
        raise Http404
    return found


def list_for(programme: Programme, pk: int) -> DirectoryList:
    """A list that was sent to this programme. Raises Http404."""
    return or_404(DirectoryList.objects.filter(programme=programme, pk=pk).select_related("programme", "by").first())
