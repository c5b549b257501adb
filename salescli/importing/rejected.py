"""The file of rejected rows: as they were read, with row number and reason, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from salescli.core.exchange.card import Rejected, escaped
from salescli.importing.reading import Reading


def rejected_text(
    reading: Reading, problems: Sequence[Rejected], words: Callable[[Rejected], str], reason_header: str
) -> str:
    """CSV text: the file's own columns, then the reason with the row; formulas escaped (CONTRACT 8)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    widest = max([len(reading.header), *(len(problem.cells) for problem in problems)])
    header = [*reading.header, *[""] * (widest - len(reading.header))]
    writer.writerow([*map(escaped, header), "row", escaped(reason_header)])
    for problem in problems:
        cells = [*problem.cells, *[""] * (widest - len(problem.cells))]
        writer.writerow([*(escaped(cell.replace("\0", "␀")) for cell in cells), problem.row, escaped(words(problem))])
    return out.getvalue()
