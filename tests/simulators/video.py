# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Videos as telephones make them: with pictures that do not come evenly.

Owns the rewriting of an MP4 file's table of moments. Must not need an encoder of its own.
Method: ISO/IEC 14496-12, 8.6.1.2 (the box `stts`) and 8.6.6 (`elst`).
"""

import struct

_ENCLOSING = (b"stbl", b"minf", b"mdia", b"trak", b"moov")


def slowed_after(mp4: bytes, even: int, factor: int) -> bytes:
    """The file with every picture after the first `even` shown `factor` times as long.

    Args:
        mp4: One video track at an even rate, the box `moov` behind the pictures.
        even: Pictures that keep their time.
        factor: How much slower the others come.
    """
    made = bytearray(mp4)
    place = made.rfind(b"elst")
    (lasts,) = struct.unpack_from(">I", made, place + 12)
    struct.pack_into(">I", made, place + 12, lasts * factor)
    place = made.rfind(b"stts")
    entries, count, step = struct.unpack_from(">III", made, place + 8)
    assert entries == 1, "the file's rate is even"
    table = struct.pack(">IIIII", 2, even, step, count - even, step * factor)
    made[place + 8 : place + 20] = table
    for name in (b"stts", *_ENCLOSING):
        place = made.rfind(name, 0, place + 4)
        (size,) = struct.unpack_from(">I", made, place - 4)
        struct.pack_into(">I", made, place - 4, size + 8)
    return bytes(made)
