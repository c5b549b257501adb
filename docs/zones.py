"""Makes salescli/zones.json anew: which time zone the beginning of a phone number, a country or a state is in.

Run by hand, after an update of the package phonenumbers, whose data it is: `python docs/zones.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.tzdata import TIMEZONE_DATA

ROOT = Path(__file__).resolve().parent.parent
SHORT = 4  # digits after which the zone of a number in North America is known well enough
PRINCIPAL = {"ES": "Europe/Madrid", "PT": "Europe/Lisbon", "FR": "Europe/Paris", "CL": "America/Santiago",
             "NZ": "Pacific/Auckland", "EC": "America/Guayaquil", "CN": "Asia/Shanghai", "TW": "Asia/Taipei"}  # fmt: skip
"""Of countries of which some islands alone have another time."""
BEST_KNOWN = ("Europe/London", "Europe/Rome", "Europe/Oslo", "America/New_York", "America/Denver")
"""Of several zones with one time, those that people would name."""
STATES = {
    "US": {
        "America/New_York": "CT,DC,DE,FL,GA,IN,KY,MA,MD,ME,MI,NC,NH,NJ,NY,OH,PA,RI,SC,VA,VT,WV,Connecticut,Delaware,Florida,"
        "Georgia,Indiana,Kentucky,Massachusetts,Maryland,Maine,Michigan,North Carolina,New Hampshire,New Jersey,New York,Ohio,"
        "Pennsylvania,Rhode Island,South Carolina,Virginia,Vermont,West Virginia,"
        "纽约,纽约州,紐約,紐約州,佛罗里达,佛罗里达州,佛羅里達州,麻省,新泽西",
        "America/Chicago": "AL,AR,IA,IL,KS,LA,MN,MO,MS,ND,NE,OK,SD,TN,TX,WI,Alabama,Arkansas,Iowa,Illinois,Kansas,Louisiana,"
        "Minnesota,Missouri,Mississippi,North Dakota,Nebraska,Oklahoma,South Dakota,Tennessee,Texas,Wisconsin,"
        "得州,德州,得克萨斯州,德克薩斯州,伊利诺伊,伊利诺伊州,伊利諾州",
        "America/Denver": "CO,ID,MT,NM,UT,WY,Colorado,Idaho,Montana,New Mexico,Utah,Wyoming",
        "America/Phoenix": "AZ,Arizona",
        "America/Anchorage": "AK,Alaska",
        "Pacific/Honolulu": "HI,Hawaii,夏威夷",
        "America/Los_Angeles": "CA,NV,OR,WA,California,Nevada,Oregon,Washington,"
        "加州,加利福尼亚,加利福尼亚州,加利福尼亞州,华盛顿州,華盛頓州",
    },
    "CA": {
        "America/Toronto": "ON,QC,Ontario,Quebec,安大略,魁北克",
        "America/Vancouver": "BC,British Columbia,卑诗省,不列颠哥伦比亚",
        "America/Edmonton": "AB,Alberta",
        "America/Winnipeg": "MB,Manitoba",
        "America/Regina": "SK,Saskatchewan",
        "America/Halifax": "NB,NS,PE,New Brunswick,Nova Scotia,Prince Edward Island",
        "America/St_Johns": "NL,Newfoundland",
    },
    "AU": {
        "Australia/Sydney": "NSW,ACT,VIC,TAS,New South Wales,Victoria,Tasmania,新南威尔士,维多利亚,新南威爾斯",
        "Australia/Brisbane": "QLD,Queensland,昆士兰,昆士蘭",
        "Australia/Adelaide": "SA,South Australia",
        "Australia/Darwin": "NT,Northern Territory",
        "Australia/Perth": "WA,Western Australia,西澳",
    },
}
"""By zone the letters and the names of states."""


def offsets(zone: str) -> tuple[str, str]:
    """What tells zones apart: how far they are from Greenwich in winter and in summer."""
    winter, summer = (datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
    return str(winter), str(summer)


def one(zones: tuple[str, ...]) -> str:
    """The zone of a number that may be in several, where all have one time; else nothing."""
    known = sorted((zone for zone in zones if zone != "Etc/Unknown"), key=lambda zone: zone not in BEST_KNOWN)
    return known[0] if known and len({offsets(zone) for zone in known}) == 1 else ""


def numbers() -> dict[str, str]:
    """The zone by the first digits of a number, the fewest that are enough."""
    found: dict[str, str] = {}
    for digits in sorted({each[:SHORT] if each.startswith("1") else each for each in TIMEZONE_DATA}, key=len):
        zone = one(TIMEZONE_DATA.get(digits, ())) or (_mostly(digits) if digits.startswith("1") and len(digits) == SHORT else "")
        before = next((found[digits[:length]] for length in range(len(digits) - 1, 0, -1) if digits[:length] in found), "")
        if not before or not zone or offsets(zone) != offsets(before):
            found[digits] = zone
    return {digits: zone for digits, zone in sorted(found.items()) if zone or len(digits) > 1}


def _mostly(digits: str) -> str:
    """Of an area code that lies in two zones, the one in which most of its exchanges are."""
    zones = Counter(zone for longer, known in TIMEZONE_DATA.items() if longer.startswith(digits) and (zone := one(known)))
    return zones.most_common(1)[0][0] if zones else ""


def countries(known: dict[str, str]) -> dict[str, str]:
    """The zone of each country that has one time."""
    found = {region: known.get(str(code), "") for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() for region in regions[:1]}
    return {region: zone for region, zone in sorted((found | PRINCIPAL).items()) if zone and region.isalpha()}


def states() -> dict[str, dict[str, str]]:
    """The zone of a state, by its letters and its names in lower case."""
    found: dict[str, dict[str, str]] = {}
    for country, zones in STATES.items():
        for zone, words in zones.items():
            found.setdefault(country, {}).update({name.casefold(): zone for name in words.split(",")})
    return found


def main() -> None:
    """Write the file."""
    known = numbers()
    parts = {"numbers": known, "countries": countries(known), "states": states()}
    lines = [f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False)}" for name, part in parts.items()]
    (ROOT / "salescli" / "zones.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
