"""Record ids: UUIDv7 made on this machine, which sort in the order in which they were made."""

from __future__ import annotations

import os
import time


class Ids:
    """Makes ids that never go back, even when the clock does: each is later than `floor_ms` and the one before."""

    def __init__(self, floor_ms: int = 0) -> None:
        self._last = floor_ms << 12 | 0xFFF
        self._random: list[int] = []

    @property
    def last_ms(self) -> int:
        """The time of the last id, in milliseconds since 1970."""
        return self._last >> 12

    def __call__(self) -> str:
        # 48 bits of milliseconds and 12 that count inside one, then 62 random ones (RFC 9562, method 1)
        self._last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
        if not self._random:
            self._random = memoryview(os.urandom(4096)).cast("Q").tolist()
        tail = self._random.pop() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        text = f"{self._last >> 12 << 16 | 0x7000 | self._last & 0xFFF:016x}{tail:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
