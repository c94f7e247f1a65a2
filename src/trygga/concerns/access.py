"""The writer's only way in: the lookup id that the receipt code gives."""

from hashlib import sha256

from trygga.concerns.models import SealedReport
from trygga.organisations.models import Programme


def report_for_lookup(programme: Programme, lookup: str) -> SealedReport | None:
    """The report that this lookup id (64 hex digits) opens the dialogue of; None where there is none."""
    hashed = sha256(bytes.fromhex(lookup)).hexdigest()
    return SealedReport.objects.filter(programme=programme, lookup=hashed).select_related("unit", "programme").first()
