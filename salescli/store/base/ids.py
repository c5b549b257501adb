"""Record ids: UUIDv7 made on this machine, which sort in the order in which they were made."""

from __future__ import annotations

import os
import time


class Ids:
    """Makes ids that never go back, even when the clock does: each is later than `floor_ms` and the one before."""

    def __init__(self, floor_ms: int = 0) -> None:
        self._last = floor_ms << 12 | 0xFFF
        self._tails: list[str] = []
        self._ms, self._front = -1, ""

    @property
    def last_ms(self) -> int:
        """The time of the last id, in milliseconds since 1970."""
        return self._last >> 12

    def __call__(self) -> str:
        # 48 bits of milliseconds and 12 that count inside one, then 62 random ones (RFC 9562, method 1)
        self._last = last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
        if last >> 12 != self._ms:
            self._ms = last >> 12
            front = f"{self._ms:012x}"
            self._front = f"{front[:8]}-{front[8:]}-7"
        if not self._tails:
            self._tails = [f"{number & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000:x}" for number in
                           memoryview(os.urandom(4096)).cast("Q")]  # fmt: skip
            self._tails = [f"-{tail[:4]}-{tail[4:]}" for tail in self._tails]
        return f"{self._front}{last & 0xFFF:03x}{self._tails.pop()}"
