"""The padding frame: what stands in a sealed file is as long as many others, so that its size tells little."""

import json
import struct
from collections.abc import Mapping
from typing import Any, NoReturn

from trygga.lib.sealing.age import NONCE, parse_header, plaintext_size
from trygga.lib.sealing.errors import MalformedFrame, TooLong, WrongRecipientCount, WrongSize

LARGEST_FRAME = 1024 * 1024
_STEPS = (4096, 16384, 65536)
_LENGTH = struct.Struct(">I")


def padded_size(size: int) -> int:
    """Bytes of the frame for `size` bytes of length and JSON: 4, 16 or 64 KiB, then Padmé.

    Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019) leaks O(log log size) bits and
    costs at most 12 %. Raises TooLong above 1 MiB.
    """
    if size > LARGEST_FRAME:
        raise TooLong("frame")
    for step in _STEPS:
        if size <= step:
            return step
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def pad(content: Mapping[str, Any]) -> bytes:
    """The frame of a JSON object. Raises TooLong, or MalformedFrame if a text is not valid Unicode."""
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise MalformedFrame("unicode") from None
    framed = _LENGTH.pack(len(text)) + text
    return framed.ljust(padded_size(len(framed)), b"\0")


def unpad(frame: bytes) -> dict[str, Any]:
    """The JSON object of a frame. Raises MalformedFrame, with the part that is wrong."""
    if len(frame) < _LENGTH.size:
        raise MalformedFrame("size")
    end = _LENGTH.size + _LENGTH.unpack_from(frame)[0]
    if end > LARGEST_FRAME or padded_size(end) != len(frame):
        raise MalformedFrame("size")
    if any(frame[end:]):
        raise MalformedFrame("padding")
    return _parse(frame[_LENGTH.size : end])


def check_sealed(sealed: bytes, *, recipients: int, largest: int = LARGEST_FRAME) -> None:
    """What can be checked without a key: the header is hybrid age to so many recipients, the size is that of a frame
    of at most `largest` bytes.

    The server stores nothing that fails here, so plaintext cannot be stored by mistake. Raises NotSealed,
    MalformedFile, ForeignRecipient, WrongRecipientCount or WrongSize.
    """
    header = parse_header(sealed)
    if len(header.stanzas) != recipients:
        raise WrongRecipientCount
    size = plaintext_size(len(sealed) - header.length - NONCE)
    if size is None or not 0 < size <= min(largest, LARGEST_FRAME) or padded_size(size) != size:
        raise WrongSize


def _parse(text: bytes) -> dict[str, Any]:
    try:
        content = json.loads(text.decode(), parse_constant=_refuse_constant)
        json.dumps(content, ensure_ascii=False).encode()  # an escaped half of a character pair is not text
    except (ValueError, RecursionError):
        raise MalformedFrame("json") from None
    if not isinstance(content, dict):
        raise MalformedFrame("json")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON
