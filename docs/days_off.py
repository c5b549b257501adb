"""Makes salescli/holidays.json anew: the days off of each country, as the packages holidays and chinesecalendar have them.

Run by hand, once a year, where both are installed; the program itself needs neither: `python docs/days_off.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from salescli.core.calendar.lunar import LunarDay, qingming, to_solar  # noqa: E402

COUNTRIES = (
    "AE", "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CZ", "DE", "DK", "EG", "ES", "FI", "FR", "GB", "HK", "ID", "IE", "IL",
    "IN", "IT", "JP", "KR", "MO", "MX", "MY", "NL", "NO", "NZ", "PH", "PL", "PT", "RU", "SA", "SE", "SG", "TH", "TR", "TW", "US",
    "VN", "ZA",
)  # fmt: skip
YEARS = range(2023, 2036)
CHINA_UNTIL = 2040
WEEKEND = {5, 6}


def plain(off: Iterable[date], work: Iterable[date], rest: set[int]) -> dict[str, str]:
    """By year: the days off that are no weekend as MMDD, and with a + the days of a weekend on which people work."""
    marks = {day: f"{day:%m%d}" for day in off if day.weekday() not in rest}
    marks |= {day: f"+{day:%m%d}" for day in work if day.weekday() in rest}
    years: dict[str, list[str]] = {}
    for day in sorted(marks):
        years.setdefault(str(day.year), []).append(marks[day])
    return {year: " ".join(found) for year, found in years.items()}


def country(code: str) -> dict[str, object]:
    """One by law: its weekend where it is another than Saturday and Sunday, and its days off."""
    import holidays

    found = holidays.country_holidays(code, years=YEARS)
    entry: dict[str, object] = {} if found.weekend == WEEKEND else {"rest": sorted(found.weekend)}
    work = (day for day in getattr(found, "weekend_workdays", ()) if day.year in YEARS)
    return entry | {"until": YEARS[-1], "days": plain(found, work, found.weekend)}


def china() -> dict[str, object]:
    """As the State Council published each year's; for the years to come the days that the law names, without those shifted."""
    from chinese_calendar.constants import holidays, workdays

    last = max(day.year for day in holidays)
    coming = [day for year in range(last + 1, CHINA_UNTIL + 1) for day in statutory(year)]
    return {"until": last, "days": plain([*holidays, *coming], workdays, WEEKEND)}


def statutory(year: int) -> list[date]:
    """The thirteen days of the regulation in force since 2025."""
    spring = to_solar(year, LunarDay(1, 1))
    assert spring
    lunar = [spring + timedelta(days=each) for each in (-1, 0, 1, 2)]
    others = [qingming(year), to_solar(year, LunarDay(5, 5)), to_solar(year, LunarDay(8, 15))]
    solar = [date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    return [*lunar, *(day for day in others if day), *solar]


def main() -> None:
    """Write the file, a country a line."""
    found = {"CN": china(), **{code: country(code) for code in COUNTRIES}}
    lines = [f"{json.dumps(code)}: {json.dumps(found[code])}" for code in sorted(found)]
    (ROOT / "salescli" / "holidays.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
