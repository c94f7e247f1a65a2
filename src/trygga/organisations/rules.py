"""Which roles there are in which kind of organisation, and who may give and end them."""

from trygga.organisations.models import Organisation, Role

_EVERYWHERE = {Role.ORGANISATION_ADMIN, Role.SIGN_OFF_PARTNER, Role.EDITOR, Role.AUDITOR, Role.PROGRAMME_LEAD}
_RECEIVING = {
    Organisation.Kind.SOCIAL_SERVICES,
    Organisation.Kind.POLICE,
    Organisation.Kind.RESCUE_SERVICE,
    Organisation.Kind.SHELTER,
}
_HOUSING = {Role.TRAINER, Role.MANAGER, Role.CARETAKER}


def roles_in(kind: str) -> set[Role]:
    """The roles that people of such an organisation may hold.

    Nobody of a landlord or of the Tenants' Association is ever a member: they never receive a concern (product rule 3).
    """
    roles = set(_EVERYWHERE)
    if kind in _RECEIVING:
        roles.add(Role.MEMBER)
    if kind == Organisation.Kind.LANDLORD:
        roles |= _HOUSING
    return roles


def roles_to_give(kind: str, *, is_lead: bool, is_admin: bool) -> set[Role]:
    """The roles in an organisation of this kind that the asker may give and end.

    The admin of an organisation gives all of its roles but that of programme lead. A lead of the programme names
    admins, sign-off partners and other leads anywhere, and nobody who opens reports.
    """
    roles: set[Role] = set()
    if is_admin:
        roles |= roles_in(kind) - {Role.PROGRAMME_LEAD}
    if is_lead:
        roles |= {Role.ORGANISATION_ADMIN, Role.SIGN_OFF_PARTNER, Role.PROGRAMME_LEAD}
    return roles
