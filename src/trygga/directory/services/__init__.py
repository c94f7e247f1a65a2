"""What changes contact points and mailboxes: each is one transaction, with its history and one entry in the log."""

from trygga.directory.services.acts import ChangedMeanwhile, NotPossible
from trygga.directory.services.closings import close_point, open_again
from trygga.directory.services.mailboxes import mark_unlocked
from trygga.directory.services.points import add_point, change_point, give_to, retire_point, return_point
from trygga.directory.services.verifying import contradict, settle, verify_point

__all__ = [
    "ChangedMeanwhile",
    "NotPossible",
    "add_point",
    "change_point",
    "close_point",
    "contradict",
    "give_to",
    "mark_unlocked",
    "open_again",
    "retire_point",
    "return_point",
    "settle",
    "verify_point",
]
