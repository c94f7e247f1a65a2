from tests.cast import Cast, PublicBrowser
from tests.factories.organisations import ring_for
from trygga.lib.sealing import fingerprint


def test_keys_are_the_newest_of_every_unit_of_the_programme(cast: Cast, public_browser: PublicBrowser) -> None:
    turned = cast.ring.turned()
    ring_for(cast.unit, turned)
    shelters = cast.stranger.unit.epochs.get().recipient
    found = public_browser(cast.sandby).get("/keys.json").json()
    assert found["programme"] == "sandby"
    assert sorted(found["keys"], key=lambda key: key["epoch"]) == [
        {
            "organisation": "kvinnojouren",
            "unit": "mottagning",
            "epoch": 1,
            "recipient": shelters,
            "fingerprint": fingerprint(shelters),
        },
        {
            "organisation": "socialtjansten",
            "unit": "mottagning",
            "epoch": 2,
            "recipient": turned.recipient,
            "fingerprint": fingerprint(turned.recipient),
        },
    ]
