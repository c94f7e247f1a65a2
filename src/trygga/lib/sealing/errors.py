"""What can be wrong with a sealed thing: one class per cause.

The class name is the error's code; `sealing.js` uses the same codes, so that a page can choose its sentence by it.
No error carries plaintext or a key: it may be logged.
"""


class SealingError(Exception):
    """Something sealed was refused. `field` names the part that is wrong, or is empty."""

    def __init__(self, field: str = "") -> None:
        super().__init__(f"{type(self).__name__}: {field}" if field else type(self).__name__)
        self.field = field

    @property
    def code(self) -> str:
        """The cause, the same word in Python and in JavaScript."""
        return type(self).__name__


class NotSealed(SealingError):
    """The bytes are no age version 1 file in binary form (plaintext and armored files among them)."""


class MalformedFile(SealingError):
    """The header of the age file breaks the syntax."""


class ForeignRecipient(SealingError):
    """A key or a stanza of another kind than the hybrid one: it would undo the stronger."""


class MalformedKey(SealingError):
    """A recipient or identity has the right prefix, but is not a key."""


class NoRecipients(SealingError):
    """Nobody was named who could open it."""


class WrongKey(SealingError):
    """None of the identities opens the file."""


class Damaged(SealingError):
    """The file was changed after sealing."""


class DamagedHeader(Damaged):
    """The header does not match its MAC."""


class DamagedPayload(Damaged):
    """The payload was changed, cut off or added to."""


class WrongRecipientCount(SealingError):
    """The file is sealed to another number of recipients than its place demands."""


class WrongSize(SealingError):
    """The size is none that padding gives, so the plaintext was not padded."""


class TooLong(SealingError):
    """A text is longer than its format allows."""


class MalformedFrame(SealingError):
    """The plaintext is not length, JSON object and zeros."""


class MalformedEnvelope(SealingError):
    """A key is missing, unknown, or of the wrong type."""


class WrongPurpose(SealingError):
    """The envelope was made for another purpose."""


class WrongVersion(SealingError):
    """Schema or version is not one that this program reads."""


class WrongPlace(SealingError):
    """The envelope belongs elsewhere; `field` says what differs."""


class WrongHash(SealingError):
    """A file is not the one whose hash was sealed; `field` says which."""


class WrongMac(SealingError):
    """Whoever wrote this did not hold the key."""


class UnknownEpoch(SealingError):
    """The ring holds no key of that epoch."""


class WrongKeyNumber(SealingError):
    """A dialogue message names an older dialogue key than the one before it."""


class WrongDirection(SealingError):
    """The direction does not fit the kind, or the recipients."""


class WrongNumber(SealingError):
    """A message stands at another place in the dialogue than its number: replayed, reordered or left out."""


class WrongPrevious(SealingError):
    """A message follows another one than it was written after."""


class AfterClosed(SealingError):
    """A message follows the one that closed the dialogue."""


class UnknownDerivation(SealingError):
    """Unlock parameters name another key derivation than argon2id, or lack a part."""


class WeakDerivation(SealingError):
    """Unlock parameters are below the floor; `field` says which."""
