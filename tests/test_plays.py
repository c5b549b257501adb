"""Why a customer is silent or puts off deciding is kept with the talk and chooses the next move (R3.9, R3.10)."""

from __future__ import annotations

import json

import pytest
from conftest import Crm

from salescli.core.model import SILENCES, STALLS

MON = "2026-03-02"


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.today = MON
    crm.given("add 华星电子 --stage needs", "contact add c1 王建国 --mobile 13800138000", "log c1 hello --at 2026-02-26",
              "add Acme")  # fmt: skip
    return crm


def reasons(crm: Crm, day: str, who: str = "c1") -> list[tuple[str, str]]:
    return [(row["kind"], row["text"]) for row in crm.json(f"why {who} --today {day}")["reasons"]]


def aim(crm: Crm, day: str) -> str:
    return next(row["aim"] for row in crm.json(f"today --all --today {day}") if row["code"] == "c1")


def latest(crm: Crm) -> dict[str, object]:
    return dict(crm.show("c1")["interactions"][0])


@pytest.mark.parametrize("reason", SILENCES)
def test_the_reason_of_a_silence_chooses_the_move(crm: Crm, reason: str) -> None:
    crm.ok(f"log c1 --outcome no_answer --silence {reason}")
    when = crm.json("why c1")["surfaces"]
    ((kind, text),) = reasons(crm, when)
    assert kind == "play" and text.startswith("Silent (") and latest(crm)["silence"] == reason
    crm.ok("log c1 hello --outcome answered")
    assert "play" not in [one for one, _ in reasons(crm, "2026-03-12")]


@pytest.mark.parametrize("reason", STALLS)
def test_the_reason_of_stalling_chooses_the_play(crm: Crm, reason: str) -> None:
    crm.ok(f"log c1 --outcome objection --stall {reason}")
    when = crm.json("why c1")["surfaces"]
    ((kind, text),) = reasons(crm, when)
    assert kind == "play" and text.startswith("Puts off deciding (") and latest(crm)["stall"] == reason


def test_each_asks_for_another_move_in_words_that_a_firm_rewrites(crm: Crm) -> None:
    crm.ok("log c1 --outcome no_answer --silence weighing")
    assert aim(crm, "2026-03-09").startswith("Bring something new")
    mine = "silent-weighing: {kind: play, of: [weighing, need_missed], within: 1d..1d, points: 50, aim: Send the comparison}\n"
    (crm.home / "data" / "rules" / "mine.yaml").write_text(mine, "utf-8")
    assert crm.json("why c1")["surfaces"] == "2026-03-03" and aim(crm, "2026-03-03") == "Send the comparison"
    (crm.home / "data" / "rules" / "mine.yaml").write_text("silent-weighing: off\n", "utf-8")
    assert [kind for kind, _ in reasons(crm, "2026-03-03")] == ["retry"]


def test_after_tries_enough_they_get_a_rest_and_are_woken_later(crm: Crm) -> None:
    for day in ("02", "03", "04", "05", "06"):
        crm.ok(f"log c1 --outcome no_answer --silence wrong_channel --today 2026-03-{day}")
    told = crm.json("why c1 --today 2026-03-20")
    assert [gate["gate"] for gate in told["gates"]] == ["let_go"] and told["surfaces"] == "2026-06-04"
    assert not told["on_list"] and reasons(crm, "2026-06-04")


def test_what_can_wait_waits(crm: Crm) -> None:
    crm.ok("log c1 --outcome no_answer --silence not_now")
    assert crm.json("why c1")["surfaces"] == "2026-04-01" and crm.json("why c1")["gates"] == []


def test_where_the_decider_changed_another_person_is_called(crm: Crm) -> None:
    crm.ok("contact add c1 赵敏 --decision-role user --mobile 13900139000")
    crm.ok("contact add c1 李娜 --decision-role decider --mobile 13700137000")
    crm.ok("log c1 --with 王建国 --outcome no_answer --silence decider_changed")
    (row,) = (row for row in crm.json("today --all --today 2026-03-03") if row["code"] == "c1")
    assert (row["contact"], row["phone"][-4:]) == ("李娜", "7000")
    crm.ok("log c1 --with 李娜 --outcome no_answer --silence decider_changed --today 2026-03-03")
    (row,) = (row for row in crm.json("today --all --today 2026-03-04") if row["code"] == "c1")
    assert row["contact"] == "赵敏"
    crm.ok("log c1 --with 李娜 --outcome answered --today 2026-03-04")
    (row,) = (row for row in crm.json("today --all --today 2026-03-12") if row["code"] == "c1")
    assert row["contact"] == "王建国"


def test_a_reason_is_known_by_its_label_and_closed(crm: Crm) -> None:
    crm.ok("log c1 --outcome no_answer --silence 没切中需求")
    crm.ok("log c1 --outcome objection --stall 怕擔風險")
    told = crm.show("c1")["interactions"]
    assert [(row["silence"], row["stall"]) for row in told[:2]] == [(None, "risk"), ("need_missed", None)]
    answer = crm("log c1 x --silence boredom")
    assert answer.code == 2 and "weighing" in answer.err


@pytest.mark.parametrize(
    ("given", "cost", "currency", "minutes"),
    [("--cost 300 --minutes 45", 300, "CNY", 45), ("--cost 1.2万", 12_000, "CNY", None), ("--cost US$50.50", 50.5, "USD", None),
     ("--minutes 1h30", None, None, 90), ("--minutes 2小时", None, None, 120), ("--minutes 20min", None, None, 20)],
)  # fmt: skip
def test_what_a_talk_cost_is_kept_with_it(crm: Crm, given: str, cost: float, currency: str, minutes: int) -> None:
    crm.ok(f"log c1 lunch --via visit {given}")
    assert {key: latest(crm)[key] for key in ("cost", "currency", "minutes")} == {
        "cost": cost, "currency": currency, "minutes": minutes}  # fmt: skip


@pytest.mark.parametrize("given", ["--cost much", "--cost -3", "--minutes soon", "--minutes 0", "--minutes 40h", "--minutes ''x"])
def test_what_is_none_is_refused(crm: Crm, given: str) -> None:
    assert crm(f"log c1 lunch {given}").code == 2
    assert len(crm.show("c1")["interactions"]) == 1


def test_a_correction_keeps_what_it_leaves_out_and_a_retraction_takes_it_all_back(crm: Crm) -> None:
    crm.ok("log c1 lunch --outcome no_answer --silence weighing --cost 30 --minutes 5")
    crm.ok("log c1 dinner --correct last --cost 40")
    kept = latest(crm)
    assert (kept["text"], kept["silence"], kept["cost"], kept["minutes"]) == ("dinner", "weighing", 40, 5)
    crm.ok("log --retract last")
    assert "play" not in [kind for kind, _ in reasons(crm, "2026-03-09")]


def test_the_story_tells_it(crm: Crm) -> None:
    crm.ok("log c1 lunch --outcome no_answer --silence weighing --cost 300 --minutes 45")
    crm.ok("log c1 talk --outcome objection --stall too_much")
    told = crm.ok("show c1").out
    assert "lunch; silent: weighing others; cost 300 CNY; 45 min" in told and "talk; stalls: too much information" in told


def test_the_whole_book_takes_it_along_and_brings_it_back(crm: Crm) -> None:
    crm.ok("log c1 lunch --outcome no_answer --silence weighing --cost 30.50 --minutes 5")
    crm.ok("log c1 hm --outcome objection --stall risk")
    crm.ok("export book.json")
    told = json.loads((crm.home.parent / "book.json").read_text("utf-8"))
    (customer,) = (one for one in told["customers"] if one["name"] == "华星电子")
    kept = [{key: talk[key] for key in ("silence", "stall", "cost", "currency", "minutes") if key in talk}
            for talk in sorted(customer["interactions"], key=lambda talk: talk["at"])][1:]  # fmt: skip
    assert {"silence": "weighing", "cost": "30.50", "currency": "CNY", "minutes": 5}.items() <= kept[0].items()
    assert kept[1]["stall"] == "risk"
    shown = crm.show("c1")["interactions"]
    other = Crm(crm.home.parent / "other", today=MON)
    other.ok("import book.json")
    assert other.show("c1")["interactions"] == shown
