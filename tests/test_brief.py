"""`crm brief` (R3.11, R3.12, R1.4, R7.5): one screen before a call, the talk tracks behind it, and those of one's own."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Crm

from salescli import files
from salescli.commands.sayings import told_since
from salescli.core.model import LANGUAGES
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.talk.reading import read_tracks
from salescli.core.talk.track import Situation, Track, chosen, hears, said_last
from salescli.render.clean import width
from salescli.settings import shipped


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given(
        "add 华星电子 --mobile 0755-26880001 --grade S --industry 电子制造 --city 深圳 --source 广交会",
        "contact add c1 王建国 --title 总经理 --mobile 13800138000 --decision-role decider --weight 60 --cares-about 投资回报",
        "contact add c1 李敏 --title 财务 --weight 30",
        "log c1 参观了车间 --outcome positive --at 2026-02-20",
        "log c1 已报价 --via visit --at 2026-03-06 --found 三条产线想换设备",
        "log c1 嫌价格高，要再比比 --outcome objection",
        "next c1 2026-03-12 发总成本对比",
    )
    return crm


def won_over(crm: Crm) -> None:
    """Two customers of the industry who were won; one of them had found the price too high, and lived elsewhere."""
    for line in ("add 海川电子 --industry 电子 --city 宁波", "log c2 太贵了 --outcome objection --at 2026-01-05",
                 "log c2 两年总账给老板看了 --at 2026-01-09", "log c2 成交 --at 2026-01-20",
                 "add 长江仪表 --industry 电子制造 --city 深圳", "log c3 样机测试通过 --outcome positive --at 2026-02-01",
                 "log c3 成交了 --at 2026-02-10", "add 锐进五金 --industry 五金", "log c4 成交 --at 2026-03-01"):  # fmt: skip
        crm.ok(line)


def test_one_page_says_what_a_call_needs(crm):
    brief = crm.json("brief c1")
    assert (brief["code"], brief["name"], brief["offer"]) == ("c1", "华星电子", None)
    assert brief["why"].startswith("promised for") and brief["aim"] == "发总成本对比"
    assert [(row["outcome"], row["found"]) for row in brief["last"]] == [
        ("objection", None), ("proposal", "三条产线想换设备"), ("positive", None)]  # fmt: skip
    assert [(row["day"], row["text"]) for row in brief["promises"]] == [("2026-03-12", "发总成本对比")]
    people = {row["name"]: row for row in brief["people"]}
    assert (people["王建国"]["role"], people["王建国"]["weight"], people["王建国"]["cares_about"]) == ("decider", 60, "投资回报")
    assert people["李敏"]["last_contact"] is None
    assert [track["name"] for track in brief["talk"]][:2] == ["price", "objection"]
    assert brief["talk"][0]["because"] == "they said “价格高”"
    assert [track["name"] for track in brief["prepare"]] == ["prepare-phone"]


def test_it_fits_on_a_small_screen_in_each_language(crm, monkeypatch):
    won_over(crm)
    monkeypatch.setenv("COLUMNS", "80")
    for language in LANGUAGES:
        shown = crm.ok("brief", "c1", "-f", "table", "--lang", language).lines
        assert len(shown) <= 24 and max(map(width, shown)) <= 80


def test_what_was_newly_found_stands_out(crm, monkeypatch):
    monkeypatch.setattr("salescli.render.screen.colour", lambda: True)
    assert "\x1b[1;31m★ new: 三条产线想换设备" in crm.ok("brief c1 -f table").out


def test_a_customer_who_is_not_on_the_list_says_when_they_come_up(crm):
    crm.ok("next c1 off")
    crm.ok("log c1 谈了付款方式")
    shown = crm.ok("brief c1").out
    assert "not on today's list; comes up" in shown
    crm.ok("edit c1 --do-not-contact yes")
    assert "do not contact" in crm.ok("brief c1").out.casefold()


# ---------------------------------------------------------------- what to ask


def test_budget_authority_need_and_time_are_asked_while_selling(crm):
    asked = {one["field"]: one for one in crm.json("brief c1")["ask"]}
    assert {"need", "time", "budget"} <= {*asked} and "authority" not in asked  # 王建国 decides
    assert asked["budget"]["question"] == "“What have you set aside for this, roughly?”"
    crm.ok("edit", "c1", "--budget", "500000", "--needs", "换检测设备", "--buying-cycle", "每年一次")
    assert not {"need", "time", "budget"} & {one["field"] for one in crm.json("brief c1")["ask"]}


def test_who_has_bought_is_not_asked_for_a_budget(crm):
    crm.ok("log c1 成交")
    assert not {"need", "time", "budget"} & {one["field"] for one in crm.json("brief c1")["ask"]}


def test_what_is_wrong_comes_first_and_is_asked_of_whom_is_called(crm):
    crm.ok("contact add c1 周凯 --mobile 138001")
    asked = crm.json("brief 周凯")["ask"]
    assert (asked[0]["field"], asked[0]["problem"]) == ("mobile", "invalid")
    assert not [one for one in crm.json("brief 王建国")["ask"] if one["field"] == "mobile"]


# ---------------------------------------------------------------- no pressure


def test_somebody_in_difficulty_is_not_pressed(crm):
    crm.ok("edit c1 --state-of-business 资金紧张，在裁员")
    brief = crm.json("brief c1")
    assert brief["talk"][0]["name"] == "difficulty" and brief["talk"][0]["because"] == "they said “资金紧张”"
    assert "evaluation" not in [track["name"] for track in brief["talk"]]
    assert not {"budget", "time"} & {one["field"] for one in brief["ask"]}


def test_a_complaint_is_heard_before_anything_is_sold(crm):
    crm.ok("log c1 投诉质量问题")
    assert crm.json("brief c1")["talk"][0]["name"] == "complaint"
    assert not [track for track in crm.json("brief c1")["talk"] if track["name"] in ("evaluation", "active")]


# ---------------------------------------------------------------- the number that rings (R7.5)


@pytest.mark.parametrize(
    "number",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "+86-138-0013-8000",
     "008613800138000", "(+86)13800138000", "１３８００１３８０００", "tel:+8613800138000",
     "\u202a+86 138\u00a00013 8000\u202c", "+86 (138) 0013-8000"],
)  # fmt: skip
def test_a_number_that_rings_says_who_it_is(crm, number):
    brief = crm.json("brief", *number.split())
    assert (brief["code"], brief["contact"], brief["phone"]) == ("c1", "王建国", "+8613800138000")


def test_a_landline_is_the_firms(crm):
    assert crm.json("brief", "(0755)", "26880001")["code"] == "c1"


def test_a_number_that_nobody_has_offers_to_add_it(crm):
    answer = crm("brief 139 9999 9999")
    assert answer.code == 3 and "139 9999 9999" in answer.err and 'crm add NAME --mobile 13999999999 ' in answer.err
    assert crm("brief 没有这家").code == 3


# ---------------------------------------------------------------- a similar case


def test_a_similar_case_is_one_of_the_industry_with_the_same_objection(crm):
    won_over(crm)
    case = crm.json("brief c1")["case"]
    assert (case["code"], case["won"]) == ("c2", "2026-01-20")
    assert case["because"] == ["same industry (电子)", "also said “太贵”"]
    assert [(one["outcome"], one["text"]) for one in case["said"]] == [
        ("objection", "太贵了"), ("answered", "两年总账给老板看了"), ("won", "成交")]  # fmt: skip


def test_without_an_objection_the_latest_with_most_in_common_is_the_case(crm):
    won_over(crm)
    crm.ok("log c1 有意向 --outcome positive")
    case = crm.json("brief c1")["case"]
    assert (case["code"], case["because"]) == ("c3", ["same industry (电子制造)", "same city (深圳)"])


def test_no_industry_no_case(crm):
    won_over(crm)
    crm.ok("edit c1 --industry ''")
    assert crm.json("brief c1")["case"] is None


# ---------------------------------------------------------------- talk tracks as data


def test_the_tracks_that_ship_are_in_three_languages():
    tracks, problems = read_tracks((str(path), files.read_yaml(path)) for path in shipped("talk"))
    assert not problems and len(tracks) > 50
    for track in tracks.values():
        assert track.text.keys() == {*LANGUAGES}, track.name
        assert track.part == "ask" or track.title.keys() == {*LANGUAGES}, track.name
    names = " ".join(tracks)
    for wanted in ("questions", "spin", "laer", "tco", "roi", "compare", "phone-manners", "stall-risk", "silence-weighing"):
        assert wanted in names


def test_lines_to_say_fit_beside_their_label_on_a_small_screen():
    tracks, _ = read_tracks((str(path), files.read_yaml(path)) for path in shipped("talk"))
    texts = [(66 if language == "en" else 68, text) for track in tracks.values() if track.part in ("say", "prepare")
             for language, text in track.text.items()]  # fmt: skip
    assert not [line for most, text in texts for line in text.splitlines() if width(line) > most]


def own(crm: Crm, text: str, folder: str = "talk") -> None:
    (crm.home / "data" / folder).mkdir(exist_ok=True)
    (crm.home / "data" / folder / "mine.yaml").write_text(text, "utf-8")


def test_a_track_of_ones_own_replaces_removes_and_adds(crm):
    own(crm, "price: off\nours:\n  hears: 价格高\n  title: 我们的话\n  text: |\n    一\n    二\n  see: tco\n")
    brief = crm.json("brief c1")
    assert "price" not in [track["name"] for track in brief["talk"]]
    assert brief["talk"][0] == {"name": "ours", "part": "say", "title": "我们的话", "because": "they said “价格高”",
                                "lines": ["一", "二"], "see": ["tco"]}  # fmt: skip


def test_ones_own_track_for_a_stage_goes_before_the_one_that_ships(crm):
    own(crm, "ours: {when: {stage: evaluation}, title: 我们的, text: 一}\n")
    names = [track["name"] for track in crm.json("brief c1")["talk"]]
    assert names.index("ours") < names.index("evaluation")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a:\n  title: x\n  text: y\n  sau: z\n", 4, "sau"), ("a: {title: x}\n", 1, "text"),
        ("a:\n  part: sing\n  title: x\n  text: y\n", 2, "sing"),
        ("a:\n  when: {stge: needs}\n  title: x\n  text: y\n", 2, "stge"),
        ("a:\n  when: {outcome: maybe}\n  title: x\n  text: y\n", 2, "maybe"),
        ("a: {title: x, text: y, see: nowhere}\n", 1, "nowhere"),
        ("a: {title: {fr: x}, text: y}\n", 1, "fr"),
        ("a: {title: x, text: y, gentle: perhaps}\n", 1, "perhaps"), ("[a]\n", 1, "file"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_track_is_told_with_its_place(crm, text, line, told):
    own(crm, text)
    answer = crm("brief c1")
    assert answer.code == 3 and f"mine.yaml, line {line}" in answer.err and told in answer.err
    (row,) = crm("rules check -f json").json()
    assert row["line"] == line and told in row["problem"]
    checked = crm("rules", "check", str(crm.home / "data" / "talk" / "mine.yaml"), "-f", "json")
    assert checked.code == 1 and checked.json()[0]["line"] == line


def test_all_tracks_and_one(crm):
    listed = crm.json("brief --list")
    assert {"price", "spin", "tco"} <= {row["name"] for row in listed}
    assert crm.json("brief --talk TCO")["lines"][0].startswith("Fill in both columns")
    assert crm("brief --talk spinn").code == 2


# ---------------------------------------------------------------- which tracks fit

FACTS = Facts("1", ("c", 1), "华星", Moment(date(2026, 1, 1), "2026-01-01"))


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ([("objection", "太贵"), ("answered", "聊了"), ("no_answer", "x"), ("info", "发了"), ("answered", "早")],
         ("太贵", "聊了", "发了")),
        ([("answered", "聊了"), ("positive", "有意向"), ("objection", "太贵")], ("聊了",)),
        ([("won", "成交"), ("objection", "太贵")], ()), ([("proposal", ""), ("objection", "太贵")], ("太贵",)), ([], ()),
    ],
)  # fmt: skip
def test_what_was_said_counts_until_it_is_settled(said, texts):
    assert said_last(said) == texts


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [("price is", "The PRICE IS too high", True), ("rival", "arrival on Monday", False), ("太贵", "他說太貴了", True),
     ("便宜", "別家便宜一點", True), ("losses", "they make losses.", True), ("困难", "没问题", False)],
)  # fmt: skip
def test_words_are_heard_in_any_script_and_as_whole_words(word, text, found):
    assert bool(hears(Track("a", hears=(word,)), text)) == found


def test_the_nearer_to_the_matter_the_sooner():
    tracks = [Track("stage", when={"stage": ("needs",)}), Track("outcome", when={"outcome": ("objection",)}),
              Track("stall", when={"stall": ("risk",)}), Track("heard", hears=("太贵",)),
              Track("other", when={"silence": ("weighing",)}),
              Track("asks", part="ask"), Track("press", when={"stage": ("needs",)}, presses=True)]  # fmt: skip
    now = Situation(FACTS, "needs", "objection", stall="risk", heard=("太贵了",))
    assert [track.name for track in chosen(tracks, "say", now)] == ["stall", "heard", "outcome", "stage", "press"]
    gentle = [*tracks, Track("gently", hears=("太贵",), gentle=True)]
    assert [track.name for track in chosen(gentle, "say", now)] == ["gently", "stall", "heard", "outcome", "stage"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("no_answer", None), ("info", "weighing"), ("answered", "not_now")], "weighing"),
        ([("answered", None), ("info", "weighing")], ""),
        ([("objection", "risk"), ("answered", None)], "risk"), ([("info", None)], ""), ([], ""),
    ],
)  # fmt: skip
def test_a_reason_of_silence_holds_until_they_are_reached(rows, found):
    assert told_since([{"outcome": outcome, "silence": reason} for outcome, reason in rows], "silence") == found
