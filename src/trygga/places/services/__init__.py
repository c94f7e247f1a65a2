"""The verbs of the register: each is one transaction, one act that says who did it, and one audit entry."""

from trygga.places.services.acts import NotPossible
from trygga.places.services.changing import (
    ChangedMeanwhile,
    add_building,
    add_estate,
    add_home,
    add_stairwell,
    change_building,
    change_estate,
    change_home,
    change_stairwell,
)
from trygga.places.services.estate_moves import (
    carry_out_next_move,
    move_estate,
    move_estates,
    what_collides,
    withdraw_move,
)
from trygga.places.services.moving import move, move_buildings, move_homes, move_stairwells
from trygga.places.services.retiring import bring_back, retire

__all__ = [
    "ChangedMeanwhile",
    "NotPossible",
    "add_building",
    "add_estate",
    "add_home",
    "add_stairwell",
    "bring_back",
    "carry_out_next_move",
    "change_building",
    "change_estate",
    "change_home",
    "change_stairwell",
    "move",
    "move_buildings",
    "move_estate",
    "move_estates",
    "move_homes",
    "move_stairwells",
    "retire",
    "what_collides",
    "withdraw_move",
]
