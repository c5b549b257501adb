"""Phone numbers: the ways people write them, several in one cell, and the key that two spellings share."""

from __future__ import annotations

import sys
from pathlib import Path

import phonenumbers
import pytest
from conftest import Crm
from hypothesis import given, settings
from hypothesis import strategies as st

from salescli import machine
from salescli.core.language import phones
from salescli.core.language.phones import chinese_mobile, is_scientific, phone_key, read_phone, split_phones

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    "raw",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 138-0013-8000", "0086 13800138000", "86-13800138000",
     "（+86）13800138000", "１３８００１３８０００", "'13800138000", "13800138000.0", "13800138000,00", "TEL：13800138000",
     "手机 13800138000", "M: 13800138000", "13800138000（李经理）", "13800138000李总", "\u202a13800138000\u202c"],
)  # fmt: skip
def test_a_chinese_mobile_however_it_is_written(raw: str) -> None:
    assert read_phone(raw) == (MOBILE, True, "", "mobile")
    assert phone_key(raw) == MOBILE


@pytest.mark.parametrize(
    ("raw", "country", "e164", "valid", "extension", "kind"),
    [
        ("0755-83781234转801", "CN", "+8675583781234", True, "801", "fixed"),
        ("0755-83781234-801", "CN", "+8675583781234", True, "801", "fixed"),
        ("(0755)83781234 ext. 12", "CN", "+8675583781234", True, "12", "fixed"),
        ("+86(0)755-83781234", "CN", "+8675583781234", True, "", "fixed"),
        ("010－88888888", "CN", "+861088888888", True, "", "fixed"),
        ("400-800-8820", "CN", "+864008008820", True, "", "fixed"),
        ("8008108888", "CN", "+868008108888", True, "", "fixed"),
        ("+49 (0) 40 6432131-550", "CN", "+49406432131550", True, "", "fixed"),
        ("(212) 555-0100 x12", "US", "+12125550100", True, "12", ""),
        ("1-800-FLOWERS", "US", "+18003569377", True, "", ""),
        ("0060123456789", "ID", "+60123456789", True, "", "mobile"),
        ("13800138000", "US", "+13800138000", False, "", ""),
        ("138001380001", "CN", "+86138001380001", False, "", ""),
        ("10010", "CN", "", False, "", ""),
        ("1.38E+10", "CN", "", False, "", ""),
        ("6,28123E+12", "ID", "", False, "", ""),
        ("0812abc", "ID", "", False, "", ""),
        ("08123", "ID", "", False, "", ""),
        ("电话", "CN", "", False, "", ""),
        ("", "CN", "", False, "", ""),
    ],
)
def test_other_numbers(raw: str, country: str, e164: str, valid: bool, extension: str, kind: str) -> None:
    assert read_phone(raw, country) == (e164, valid, extension, kind)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("13800138000/18600001111", ["13800138000", "18600001111"]),
        ("13800138000、13900139000；010-88888888", ["13800138000", "13900139000", "010-88888888"]),
        ("+49 111 ::: +49 222333", ["+49 111", "+49 222333"]),
        ("+1 303-555-0165, +1 303-555-0166", ["+1 303-555-0165", "+1 303-555-0166"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),
        ("138-0013-8000 或 13900139000", ["138-0013-8000", "13900139000"]),
        ("13800138000\n13900139000", ["13800138000", "13900139000"]),
        ("0755-83781234转801/13800138000", ["0755-83781234转801", "13800138000"]),
        ("0755-83781234/5/6", ["0755-83781234", "0755-83781235", "0755-83781236"]),
        ("010-88888888 / 66666666", ["010-88888888", "010-66666666"]),
        ("0755-83781234, 801", ["0755-83781234, 801"]),
        ("+1 (212) 555-0100 x12", ["+1 (212) 555-0100 x12"]),
        ("12212/1212", ["12212/1212"]),
        ("089/1234567", ["089/1234567"]),
        ("", []),
    ],
)
def test_several_numbers_in_one_cell(raw: str, parts: list[str]) -> None:
    assert list(split_phones(raw)) == parts


def test_keys_of_what_is_no_e164_are_its_digits() -> None:
    assert [phone_key(raw) for raw in ("10010", "95588 ", "p1234p5678", "1.38E+10", "无")] == [
        "10010",
        "95588",
        "12345678",
        "",
        "",
    ]


def test_scientific_notation() -> None:
    assert [is_scientific(raw) for raw in ("1.38E+10", "4,41E+11", "1e10", "138E0013", "13800138000")] == [
        True, True, True, False, False]  # fmt: skip


def test_a_bare_mobile_is_chinese_only_at_home() -> None:
    assert chinese_mobile("13800138000", "CN") == MOBILE
    assert chinese_mobile("13800138000", "US") == ""
    assert chinese_mobile("+86 13800138000", "US") == MOBILE


@given(
    st.integers(13_000_000_000, 19_999_999_999),
    st.sampled_from(["", "+86", "0086 ", "86-"]),
    st.sampled_from(["", " ", "-"]),
)
def test_every_spelling_of_a_mobile_has_one_key(number: int, prefix: str, gap: str) -> None:
    digits = str(number)
    raw = f"{prefix}{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}"
    assert phone_key(raw) == f"+86{digits}"


@given(st.text(max_size=40))
def test_nothing_makes_it_fall(raw: str) -> None:
    for part in split_phones(raw):
        phone = read_phone(part)
        assert phone.e164 == "" or phone.e164.startswith("+")
    phone_key(raw)


# ---------------------------------------------------------------- plain numbers, settled without the library

COUNTRIES = ["CN", "TW", "HK", "SG", "JP", "KR", "DE", "FR", "IT", "US", "AU", "BR", "IN", "TH", "VN", "RU", "AR", "XX"]
AREAS = ["10", "755", "571", "2", "3", "89", "30", "11", "90", "120", "800", "137"]
DIGITS = "0123456789"
PLAIN = st.builds(
    lambda area, between, rest: between.format(area=area) + rest,
    st.one_of(st.sampled_from(AREAS), st.text(DIGITS, min_size=1, max_size=4)),
    st.sampled_from(("0{area}", "0{area}-", "0{area} ", "(0{area})", "(0{area}) ")),
    st.text(DIGITS, min_size=4, max_size=9),
)  # fmt: skip


@settings(max_examples=1500)
@given(PLAIN, st.sampled_from(COUNTRIES))
def test_a_plain_number_is_what_the_library_says(raw: str, country: str) -> None:
    plain = phones._settled_by_plan(raw, country)
    assert plain in (None, phones._by_library(raw, country))


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [("0755-83781234", "CN", ("+8675583781234", True, "", "fixed")),
     ("(010)88888888", "CN", ("+861088888888", True, "", "fixed")),
     ("0171 1234567", "DE", ("+491711234567", True, "", "mobile")), ("0755-8378123", "CN", None), ("0400-8888888", "CN", None),
     ("010-12345678", "JP", None), ("0212-5550100", "US", None), ("020 79460000", "GB", None)],
)  # fmt: skip
def test_what_the_patterns_alone_settle(raw: str, country: str, phone: tuple[str, bool, str, str] | None) -> None:
    assert phones._settled_by_plan(raw, country) == phone


# ---------------------------------------------------------------- whose numbers, by the machine (CONTRACT 1)

BY_MACHINE = [
    ({"LANG": "en_US.UTF-8"}, "US"), ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "TW"), ({"LANG": "de_DE@euro"}, "DE"),
    ({"LANG": "en_US.UTF-8", "TZ": "Asia/Shanghai"}, "US"), ({"LANG": "C.UTF-8", "TZ": "America/New_York"}, "US"),
    ({"LANG": "C", "TZ": ":Asia/Taipei"}, "TW"), ({"LANG": "en", "TZ": "PRC"}, "CN"), ({"LANG": "C", "TZ": "UTC"}, "CN"),
    ({"LANG": "C", "TZ": "UTC-8"}, "CN"),
]  # fmt: skip


@pytest.mark.parametrize(("environment", "country"), BY_MACHINE)
def test_the_country_is_that_of_the_locale_else_of_the_zone(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], country: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    crm.ok("init -y")
    assert f"\ncountry: {country}\n" in (crm.home / "config.yaml").read_text("utf-8")


@pytest.fixture
def american(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """A rep whose machine speaks American English."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return crm


def numbers(crm: Crm) -> list[str]:
    """The keys of all numbers in the book."""
    return [row[0] for row in crm.sql("SELECT key FROM channels ORDER BY id")]


TOLD = "Numbers without a country code are read as those of US"


def test_a_typed_number_is_american_there_and_that_is_said_once(american: Crm) -> None:
    first = american.ok("add", "Acme", "--phone", "(312) 555-0100")
    assert TOLD in first.err
    assert american.show("c1")["phone"] == "+13125550100"
    assert TOLD not in american.ok("contact", "add", "c1", "Emma", "--mobile", "312 555 0101").err
    assert american.json("contact list c1")[0]["mobile"] == "+13125550101"
    american.ok("undo -y")
    assert TOLD not in american.ok("add", "Other", "--phone", "312-555-0102").err


def test_nothing_is_said_where_no_number_was_read_by_it(american: Crm) -> None:
    for words in ("add Acme", "add Bolt --phone +86-755-83781234", "add Cone --country Germany --phone '030 1234567'",
                  "add Dot --email a@b.example"):  # fmt: skip
        assert TOLD not in american.ok(words).err
    assert TOLD in american.ok("edit c1 --phone 312-555-0100").err


def test_it_is_said_too_where_the_first_number_is_none_there(american: Crm) -> None:
    assert TOLD in american.ok("add Acme --phone 12345").err
    assert TOLD not in american.ok("add Bolt --phone 312-555-0100").err


def test_imported_numbers_are_american_there_too(american: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("name,company,phone\nEmma,Acme,(312) 555-0100\nJim,Bolt,+86 755 83781234\n", "utf-8")
    assert TOLD in american("import cards.csv --dry-run").err
    assert TOLD in american.ok("import cards.csv").err
    assert TOLD not in american("import cards.csv").err
    assert numbers(american) == ["+13125550100", "+8675583781234"]


def test_a_country_that_was_chosen_wins_and_is_not_said(american: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("name,company,phone\nEmma,Acme,0755-83781234\n", "utf-8")
    assert TOLD not in american.ok("import cards.csv --country CN").err
    assert numbers(american) == ["+8675583781234"]
    (american.home / "config.yaml").write_text("country: CN\n", "utf-8")
    assert american.ok("add Bolt --phone 0755-83781235").err == ""
    assert american.show("c2")["phone"] == "+8675583781235"


def test_what_was_found_out_holds_without_a_locale(american: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    american.ok("add Acme --phone 312-555-0100")
    monkeypatch.setenv("LANG", "")
    monkeypatch.setenv("TZ", "UTC")
    american.ok("add Bolt --phone 312-555-0101")
    assert american.show("c2")["phone"] == "+13125550101"


def test_an_empty_country_in_the_settings_is_found_out_with_each_run(american: Crm) -> None:
    american.ok("init -y")
    (american.home / "config.yaml").write_text('country: ""\n', "utf-8")
    assert TOLD in american.ok("add Acme --phone 312-555-0100").err
    assert american.show("c1")["phone"] == "+13125550100"


def test_init_offers_what_was_found_out(american: Crm) -> None:
    answer = american.ok("init", typed="\n\n\n\n")
    assert "[US]" in answer.out + answer.err
    assert "\ncountry: US\n" in (american.home / "config.yaml").read_text("utf-8")
    assert TOLD not in american.ok("add Acme --phone 312-555-0100").err


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Asia/Shanghai", "CN"), ("Asia/Urumqi", "CN"), ("Asia/Chongqing", "CN"), ("Asia/Hong_Kong", "HK"), ("ROC", "TW"),
     ("US/Eastern", "US"), ("Europe/Oslo", "NO"), ("Asia/Calcutta", "IN"), ("Etc/UTC", ""), ("", ""), ("../../etc/passwd", "")],
)  # fmt: skip
def test_the_country_of_a_zone(zone: str, country: str) -> None:
    assert machine.country_of_zone(zone) == country


def test_the_country_of_a_zone_where_the_machine_has_no_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "tzdata"
    (package / "zoneinfo").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "zoneinfo" / "zone.tab").write_text("# a comment\nTW\t+2503+12130\tAsia/Taipei\n")
    monkeypatch.setattr(machine, "_ZONE_FOLDERS", ())
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tzdata", raising=False)
    assert (machine.country_of_zone("Asia/Taipei"), machine.country_of_zone("ROC")) == ("TW", "")


def test_no_example_of_any_country_is_misread_with_or_without_its_plus() -> None:
    """Mobiles and landlines of all regions; three landlines are valid both ways and stay what they are as they stand."""
    wrong = set()
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None or not phonenumbers.is_valid_number(number):
                continue
            whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            alone = phonenumbers.national_significant_number(number)
            wrong |= {(region, text) for text in (whole, whole[1:], national, alone) if read_phone(text, region).e164 != whole}
    assert wrong == {("ID", "62218350123"), ("SE", "468123456"), ("XK", "38328012345")}
