"""What a phone dials, however the number is written; and the number that is everybody's."""

EMERGENCY = "112"


def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(character for character in text if character.isdigit())
