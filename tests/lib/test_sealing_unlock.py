"""Unlock passphrases on both sides."""

from typing import Any

import pytest

from tests.javascript import JavaScript, Refused, shared_vectors
from trygga.lib import sealing

pytestmark = pytest.mark.no_database


VECTORS: dict[str, Any] = shared_vectors("unlock")


@pytest.mark.parametrize("number", range(len(VECTORS["passphrases"])))
def test_passphrases_give_the_identities_of_the_vectors(number: int, javascript: JavaScript) -> None:
    vector = VECTORS["passphrases"][number]
    parameters = sealing.UnlockParameters.from_json(vector["kdf"])
    assert sealing.unlock_identity(vector["typed"], parameters) == vector["identity"]
    assert javascript("rings", "unlockIdentity", vector["typed"], vector["kdf"]) == vector["identity"]


@pytest.mark.parametrize("number", range(len(VECTORS["passphrases"])))
def test_passphrases_are_tidied_as_in_the_vectors(number: int, javascript: JavaScript) -> None:
    vector = VECTORS["passphrases"][number]
    assert sealing.tidy_passphrase(vector["typed"]) == vector["tidy"]
    assert javascript("rings", "tidyPassphrase", vector["typed"]) == vector["tidy"]


def test_white_space_is_the_same_in_both_languages(javascript: JavaScript) -> None:
    # Every character that either language takes for white space, and a few that neither does.
    spaces = [chr(point) for point in range(0x10000) if chr(point).isspace() or point in (0xFEFF, 0x200B, 0x180E)]
    for space in spaces:
        typed = f"{space}a{space}{space}b{space}"
        assert sealing.tidy_passphrase(typed) == javascript("rings", "tidyPassphrase", typed)


def test_how_it_is_typed_does_not_matter() -> None:
    first, last = VECTORS["passphrases"][0], VECTORS["passphrases"][3]
    assert (first["typed"] != last["typed"], first["identity"]) == (True, last["identity"])


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_weak_or_unknown_parameters_are_refused(vector: dict[str, Any], javascript: JavaScript) -> None:
    with pytest.raises(sealing.SealingError) as ours:
        sealing.UnlockParameters.from_json(vector["kdf"])
    with pytest.raises(Refused) as theirs:
        javascript("rings", "unlockIdentity", "sju lugna moln", vector["kdf"])
    expected = (vector["error"], vector["field"])
    assert ((ours.value.code, ours.value.field), (theirs.value.code, theirs.value.field)) == (expected, expected)


def test_new_parameters_are_todays_and_travel() -> None:
    parameters = sealing.UnlockParameters.fresh()
    travelling = parameters.to_json()
    assert {**travelling, "salt": ""} == {"kdf": "argon2id", "salt": "", "memory": 65536, "passes": 3, "lanes": 1}
    assert sealing.UnlockParameters.from_json(travelling) == parameters
    assert parameters.salt != sealing.UnlockParameters.fresh().salt
