"""The standard password, taken off an old workbook (.xls).

Where someone protects only the order of the sheets, spreadsheet programs encrypt an .xls under a password that all of
them know, and open it without asking. The cipher is RC4 with keys as [MS-OFFCRYPTO] 2.3.6 derives them; which records
it leaves in the clear is in [MS-XLS] 2.2.10.
"""

from __future__ import annotations

import hashlib
import struct
from functools import partial

_PASSWORD = "VelvetSweatshop"  # noqa: S105 - no secret: it is the same in all spreadsheet programs
FILEPASS, _SHEET, _UNUSED = 0x2F, 0x85, 0x0FFF
# BOF, FILEPASS, and the records about who uses and shares the file.
_IN_THE_CLEAR = {0x0809, FILEPASS, 0xE1, 0x194, 0x195, 0x138, 0x196}
_BLOCK = 1024
_md5 = partial(hashlib.md5, usedforsecurity=False)


def without_standard_password(stream: bytes) -> bytes | None:
    """Return the stream of records in the clear; None where it is under another password, or another cipher."""
    records = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        records.append((at, kind, length))
        at += 4 + length
    lock = next((at for at, kind, _ in records if kind == FILEPASS), None)
    if lock is None:
        return None
    how, salt, verifier = stream[lock + 4 : lock + 10], stream[lock + 10 : lock + 26], stream[lock + 26 : lock + 58]
    if how != b"\1\0\1\0\1\0" or len(verifier) < 32:
        return None
    base = _md5((_md5(_PASSWORD.encode("utf-16-le")).digest()[:5] + salt) * 16).digest()[:5]
    proof = _mixed(verifier, _key_stream(base, 0, 32))
    if _md5(proof[:16]).digest() != proof[16:]:
        return None
    blocks = -(-len(stream) // _BLOCK)
    clear = bytearray(_mixed(stream, b"".join(_key_stream(base, i, _BLOCK) for i in range(blocks))))
    for at, kind, length in records:
        # A record's head is never encrypted, nor is the place of a sheet.
        kept = at + 4 + (length if kind in _IN_THE_CLEAR else 4 if kind == _SHEET else 0)
        clear[at:kept] = stream[at:kept]
    struct.pack_into("<H", clear, lock, _UNUSED)
    return bytes(clear)


def _mixed(text: bytes, pad: bytes) -> bytes:
    return (int.from_bytes(text, "big") ^ int.from_bytes(pad[: len(text)], "big")).to_bytes(len(text), "big")


def _key_stream(base: bytes, block: int, length: int) -> bytes:
    """So many bytes of RC4's key stream for one block."""
    key = _md5(base + struct.pack("<I", block)).digest()
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for _ in range(length):
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        out.append(state[(state[i] + state[j]) & 255])
    return bytes(out)
