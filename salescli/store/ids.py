"""Record ids: UUIDv7 made on this machine, which sort in the order in which they were made."""

from __future__ import annotations

import os
import time


class Ids:
    """Makes ids that never go back, even when the clock does: each is later than `floor_ms` and the one before."""

    def __init__(self, floor_ms: int = 0) -> None:
        self._last = floor_ms << 12 | 0xFFF
        self._random = b""

    @property
    def last_ms(self) -> int:
        """The time of the last id, in milliseconds since 1970."""
        return self._last >> 12

    def __call__(self) -> str:
        # 48 bits of milliseconds and 12 that count inside one, then 62 random ones (RFC 9562, method 1)
        self._last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
        if not self._random:
            self._random = os.urandom(4096)
        tail = int.from_bytes(self._random[:8], "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        self._random = self._random[8:]
        head = self._last >> 12 << 16 | 0x7000 | self._last & 0xFFF
        return f"{head >> 32:08x}-{head >> 16 & 0xFFFF:04x}-{head & 0xFFFF:04x}-{tail >> 48:04x}-{tail & 0xFFFF_FFFF_FFFF:012x}"
