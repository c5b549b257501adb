"""Days and times as people type them (CONTRACT 7), over days on which the calendar is awkward."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import Crm
from hypothesis import given, settings
from hypothesis import strategies as st

from salescli.core.errors import WrongUsage
from salescli.core.language.dates import read_any_day, read_bare_length, read_day, read_when
from salescli.core.language.days import Asked, understood
from salescli.core.language.festivals import _NAMES, lunar_day
from salescli.core.text import say
from salescli.core.when import Span, When, read_range, read_span

SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
JANUARY_END = datetime(2027, 1, 31, 10, 0, tzinfo=UTC)  # a Sunday
LEAP_DAY = datetime(2028, 2, 29, 10, 0, tzinfo=UTC)  # a Tuesday
YEAR_END = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)  # a Thursday
REFERENCE_DAYS = (SATURDAY, MONDAY, JANUARY_END, LEAP_DAY, YEAR_END)

FORWARD = [
    (SATURDAY, "2026-12-01 2026/12/1 2026.12.1 20261201 12-01", "2026-12-01"),
    (SATURDAY, "12/1 12月1日 12月1号 2026年12月1日 十二月一日", "2026-12-01"),
    (SATURDAY, "２０２６－１２－０１ １２月１日 12月1號", "2026-12-01"),
    (SATURDAY, "Dec_1 1_december 1st_Dec_2026 二〇二六年十二月一日", "2026-12-01"),
    (SATURDAY, "today TODAY 今天 今日 11-21 21号 21日 本周六 这周六 這週六 this_sat 0d", "2026-11-21"),
    (SATURDAY, "tomorrow Tomorrow 明天 明日 周日 周天 星期天 礼拜天", "2026-11-22"),
    (SATURDAY, "星期日 週日 禮拜天 sun Sunday on_sun 1d 一天后", "2026-11-22"),
    (SATURDAY, "后天 後天 mon MONDAY 周一 下周一 下週一 下个礼拜一 下個星期一 mon_next_week 周1", "2026-11-23"),
    (SATURDAY, "下周 下週 下个星期 下個禮拜 next_week", "2026-11-23"),
    (SATURDAY, "大后天 大後天 3d 3天后 3天後 三天后", "2026-11-24"),
    (SATURDAY, "3天 in_3_days 3_days_from_now in_three_days 24号 二十四号", "2026-11-24"),
    (SATURDAY, "周三 星期三 礼拜三 禮拜三 週三 下周三 下礼拜三 下禮拜三 下週三 wed", "2026-11-25"),
    (SATURDAY, "周四 星期四 礼拜四 週四 thu thurs thursday", "2026-11-26"),
    (SATURDAY, "fri Friday 周五 下周五", "2026-11-27"),
    (SATURDAY, "1w 一周后 一週後 一星期后 in_a_week a_week 7天后 七日后", "2026-11-28"),
    (SATURDAY, "月底 本月底 30号 三十号 end_of_month eom", "2026-11-30"),
    (SATURDAY, "2w 两周后 兩週後 兩個禮拜後 两个星期之后", "2026-12-05"),
    (SATURDAY, "下月5号 下个月5号 下個月5號 下月五号 5号 下下周六", "2026-12-05"),
    (SATURDAY, "15号 十五号 15日 １５號", "2026-12-15"),
    (SATURDAY, "1m 下个月 下個月 下月 一个月后 1个月后 next_month in_a_month", "2026-12-21"),
    (SATURDAY, "31号 12月底 下月底 下个月底", "2026-12-31"),
    (SATURDAY, "11-20 11月20日", "2027-11-20"),
    (SATURDAY, "三个月后 三個月後 3m 3个月以后", "2027-02-21"),
    (SATURDAY, "半年后 6m", "2027-05-21"),
    (SATURDAY, "明年3月5日 2027-03-05 03-05", "2027-03-05"),
    (SATURDAY, "02-29 2月29日", "2028-02-29"),
    (SATURDAY, "EOD eod end_of_day 今儿 今天内", "2026-11-21"),
    (SATURDAY, "tmr tmrw 明儿 聽日 听日 by_tomorrow on_11/22", "2026-11-22"),
    (SATURDAY, "过两天 過兩天 再过两天 a_couple_of_days couple_of_days by_Monday 周一前 週一之前", "2026-11-23"),
    (SATURDAY, "in_3_days 3_days'_time 3天内 三天之内 过三天", "2026-11-24"),
    (SATURDAY, "Thu_26_Nov Thu,_Nov_26 Thursday,_November_26 11月26日周四 11月26日（周四） 周四11月26日 thu_11/26", "2026-11-26"),
    (SATURDAY, "end_of_week end_of_the_week EOW 本周内 這週內 周内 eow 下周内 end_of_next_week by_Friday 周五前", "2026-11-27"),
    (SATURDAY, "下周末 下週末 下周六 11.28 7天内", "2026-11-28"),
    (SATURDAY, "下月初 下个月初 下月上旬 beginning_of_next_month early_December early_next_month 12月 十二月 12月份 December "
               "in_December 12月初 1号 1st the_1st", "2026-12-01"),
    (SATURDAY, "in_two_weeks two_weeks 2_wks in_2wks 2_weeks_from_now", "2026-12-05"),
    (SATURDAY, "15th the_15th on_the_15th 月中 下月中 mid-December mid_December 12月中 12.15 the_15th_of_December", "2026-12-15"),
    (SATURDAY, "年底 年末 今年底 end_of_year end_of_the_year EOY end_of_next_month end_of_December", "2026-12-31"),
    (SATURDAY, "元旦 new_year 明年 明年初 next_year 年初 1月 一月 January", "2027-01-01"),
    (SATURDAY, "元旦后 after_new_year after_the_holidays", "2027-01-04"),
    (SATURDAY, "圣诞后 聖誕節後 after_Christmas 12-28", "2026-12-28"),
    (SATURDAY, "before_Christmas 圣诞前", "2026-12-24"),
    (SATURDAY, "年前 过年前 過年前 春节前 農曆年前 农历新年前", "2027-02-04"),
    (SATURDAY, "春节 春節 過年 CNY Chinese_New_Year 明年春节", "2027-02-06"),
    (SATURDAY, "春节后 春節後 農曆年後 年后 年後 过完年 過完年 过年后 after_CNY after_Chinese_New_Year 春节假期后", "2027-02-15"),
    (SATURDAY, "元宵 元宵节", "2027-02-20"),
    (SATURDAY, "3月 三月 明年3月 2027年3月 in_March March_2027 3月份 3月初", "2027-03-01"),
    (SATURDAY, "3月底 end_of_March 明年3月底", "2027-03-31"),
    (SATURDAY, "清明", "2027-04-05"),
    (SATURDAY, "五一后 勞動節後 劳动节后", "2027-05-06"),
    (SATURDAY, "端午 端午节", "2027-06-09"),
    (SATURDAY, "中秋 中秋节 mid-autumn_festival", "2027-09-15"),
    (SATURDAY, "国庆 國慶 十一 national_day", "2027-10-01"),
    (SATURDAY, "国庆后 國慶後 国庆节后 十一后 国庆长假后 after_national_day", "2027-10-08"),
    (SATURDAY, "11.20 Nov_20 20_Nov Nov_20th", "2027-11-20"),
    (SATURDAY, "明年底 end_of_next_year", "2027-12-31"),
    (MONDAY, "周末 週末 weekend the_weekend this_weekend 本周末 这周末 sat", "2026-11-28"),
    (MONDAY, "next_week 下周 下星期 下禮拜 下个礼拜", "2026-11-30"),
    (MONDAY, "下下周 下下週", "2026-12-07"),
    (MONDAY, "next_month 下个月 下個月", "2026-12-23"),
    (MONDAY, "半个月后 半個月後 15d", "2026-12-08"),
    (MONDAY, "2026.12.01 12月1", "2026-12-01"),
    (LEAP_DAY, "3月", "2028-03-01"),
    (LEAP_DAY, "下月中 月中", "2028-03-15"),
    (LEAP_DAY, "end_of_week", "2028-03-03"),
    (YEAR_END, "元旦 1月", "2027-01-01"),
    (YEAR_END, "年底 今天", "2026-12-31"),
    (MONDAY, "sun 周日 本周日", "2026-11-29"),
    (MONDAY, "下周日", "2026-12-06"),
    (MONDAY, "tue 周二 明天 本周二", "2026-11-24"),
    (MONDAY, "本周一 今天", "2026-11-23"),
    (MONDAY, "下周一 1w", "2026-11-30"),
    (JANUARY_END, "月底 31号 01-31 1月31日 本周日 0d", "2027-01-31"),
    (JANUARY_END, "1m 下个月 下月底 28号", "2027-02-28"),
    (JANUARY_END, "30号 30日", "2027-03-30"),
    (JANUARY_END, "3m 三个月后", "2027-04-30"),
    (JANUARY_END, "13m", "2028-02-29"),
    (LEAP_DAY, "月底 02-29 29号 2月29日", "2028-02-29"),
    (LEAP_DAY, "1m 下个月", "2028-03-29"),
    (LEAP_DAY, "31号 下月底", "2028-03-31"),
    (LEAP_DAY, "12m 一年后 2029-02-28", "2029-02-28"),
    (YEAR_END, "tomorrow 1d 01-01 1月1日 1号 周五 fri", "2027-01-01"),
    (YEAR_END, "月底 31号 12/31", "2026-12-31"),
    (YEAR_END, "1m 下个月", "2027-01-31"),
    (YEAR_END, "2m", "2027-02-28"),
    (YEAR_END, "12-30 12月30日", "2027-12-30"),
]

BACK = [
    (SATURDAY, "today 今天 11-21 21号 本周六 0d", "2026-11-21"),
    (SATURDAY, "yesterday 昨天 昨日 fri Friday 周五 星期五 週五 1d 本周五 这周五 1天前 a_day_ago", "2026-11-20"),
    (SATURDAY, "前天 2d 两天前 兩天前 2_days_ago day_before_yesterday thu 周四", "2026-11-19"),
    (SATURDAY, "大前天 3d 3天前 3日前 三天之前 3_days_ago 3天", "2026-11-18"),
    (SATURDAY, "sun 周日 15号 十五号", "2026-11-15"),
    (SATURDAY, "上周五 上週五 上个星期五 上禮拜五 fri_last_week 11-13", "2026-11-13"),
    (SATURDAY, "1w 上周 一周前 last_week 上周六", "2026-11-14"),
    (SATURDAY, "月底 上月底 31号 10-31", "2026-10-31"),
    (SATURDAY, "1m 上个月 上個月 一个月前 last_month", "2026-10-21"),
    (SATURDAY, "上月5号 上个月5号", "2026-10-05"),
    (SATURDAY, "12-01 12月1日 Dec_1 去年12月1日", "2025-12-01"),
    (SATURDAY, "02-29", "2024-02-29"),
    (SATURDAY, "11.20 Nov_20 20_Nov the_20th 琴日 尋日", "2026-11-20"),
    (SATURDAY, "月中 15th mid-November", "2026-11-15"),
    (SATURDAY, "月初 11月 November", "2026-11-01"),
    (SATURDAY, "国庆后 國慶後", "2026-10-08"),
    (SATURDAY, "国庆 十一", "2026-10-01"),
    (SATURDAY, "春节后", "2026-02-24"),
    (SATURDAY, "年前", "2026-02-15"),
    (SATURDAY, "元旦", "2026-01-01"),
    (SATURDAY, "年底", "2025-12-31"),
    (MONDAY, "周末 weekend 上周六", "2026-11-21"),
    (MONDAY, "end_of_week", "2026-11-20"),
    (MONDAY, "周日 sun 上周日 昨天 last_sun", "2026-11-22"),
    (JANUARY_END, "月底 31号 今天", "2027-01-31"),
    (JANUARY_END, "2m", "2026-11-30"),
    (LEAP_DAY, "月底 02-29", "2028-02-29"),
    (LEAP_DAY, "31号 上月底", "2028-01-31"),
    (LEAP_DAY, "12m", "2027-02-28"),
    (YEAR_END, "月底 31号 12-31", "2026-12-31"),
    (YEAR_END, "01-01 1月1日", "2026-01-01"),
    (YEAR_END, "30号 昨天 周三", "2026-12-30"),
]


def _cases(table: list[tuple[datetime, str, str]]) -> list[tuple[datetime, str, date]]:
    return [
        (now, word.replace("_", " "), date.fromisoformat(day)) for now, words, day in table for word in words.split()
    ]


@pytest.mark.parametrize(("now", "text", "day"), _cases(FORWARD))
def test_forward(now: datetime, text: str, day: date) -> None:
    assert read_when(text, now, "forward") == When(day)


@pytest.mark.parametrize(("now", "text", "day"), _cases(BACK))
def test_back(now: datetime, text: str, day: date) -> None:
    assert read_when(text, now, "back") == When(day)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("15:00", "2026-11-21", "15:00"),
        ("１５：００", "2026-11-21", "15:00"),
        ("3pm", "2026-11-21", "15:00"),
        ("3:30 pm", "2026-11-21", "15:30"),
        ("12pm", "2026-11-21", "12:00"),
        ("noon", "2026-11-21", "12:00"),
        ("中午", "2026-11-21", "12:00"),
        ("下午3点半", "2026-11-21", "15:30"),
        ("下午3點半", "2026-11-21", "15:30"),
        ("下午三点一刻", "2026-11-21", "15:15"),
        ("下午15点", "2026-11-21", "15:00"),
        ("下午3:30", "2026-11-21", "15:30"),
        ("晚上8点", "2026-11-21", "20:00"),
        ("今晚8点20分", "2026-11-21", "20:20"),
        ("十五点", "2026-11-21", "15:00"),
        ("15时05分", "2026-11-21", "15:05"),
        ("明早9点", "2026-11-22", "09:00"),
        ("明天上午9点", "2026-11-22", "09:00"),
        ("明天下午3点", "2026-11-22", "15:00"),
        ("明天 下午 3 点", "2026-11-22", "15:00"),
        ("tomorrow 9am", "2026-11-22", "09:00"),
        ("tomorrow at 9:15", "2026-11-22", "09:15"),
        ("3pm tomorrow", "2026-11-22", "15:00"),
        ("周四 15:00", "2026-11-26", "15:00"),
        ("周四15:00", "2026-11-26", "15:00"),
        ("週四下午3點", "2026-11-26", "15:00"),
        ("周三十点", "2026-11-25", "10:00"),
        ("周二十点", "2026-11-24", "10:00"),
        ("周一十一点", "2026-11-23", "11:00"),
        ("fri 3 p.m.", "2026-11-27", "15:00"),
        ("3d 15:00", "2026-11-24", "15:00"),
        ("12-01 15:00", "2026-12-01", "15:00"),
        ("12月1日15:00", "2026-12-01", "15:00"),
        ("15号上午9点", "2026-12-15", "09:00"),
        ("明早", "2026-11-22", "09:00"),
        ("明早8点半", "2026-11-22", "08:30"),
        ("聽朝", "2026-11-22", "09:00"),
        ("明天上午", "2026-11-22", "09:00"),
        ("明晚", "2026-11-22", "19:00"),
        ("后天下午", "2026-11-23", "14:00"),
        ("後天下午", "2026-11-23", "14:00"),
        ("下周三上午", "2026-11-25", "09:00"),
        ("下週三下晝3點", "2026-11-25", "15:00"),
        ("周五下午3点", "2026-11-27", "15:00"),
        ("周五下午三點半", "2026-11-27", "15:30"),
        ("下午两点", "2026-11-21", "14:00"),
        ("周二晚上", "2026-11-24", "19:00"),
        ("国庆后下午3点", "2027-10-08", "15:00"),
        ("11.25 15:00", "2026-11-25", "15:00"),
        ("3天后下午", "2026-11-24", "14:00"),
        ("今晚", "2026-11-21", "19:00"),
        ("晚上", "2026-11-21", "19:00"),
        ("tonight", "2026-11-21", "19:00"),
        ("this evening", "2026-11-21", "19:00"),
        ("下午", "2026-11-21", "14:00"),
        ("今天下午", "2026-11-21", "14:00"),
        ("this afternoon", "2026-11-21", "14:00"),
        ("tomorrow morning", "2026-11-22", "09:00"),
        ("tomorrow afternoon at 3", "2026-11-22", "15:00"),
        ("tomorrow night", "2026-11-22", "19:00"),
        ("first thing tomorrow", "2026-11-22", "09:00"),
        ("Friday 3pm", "2026-11-27", "15:00"),
        ("Friday at 3pm", "2026-11-27", "15:00"),
        ("fri @ 3pm", "2026-11-27", "15:00"),
        ("fri 3.30pm", "2026-11-27", "15:30"),
        ("3pm on Friday", "2026-11-27", "15:00"),
        ("3 in the afternoon on Friday", "2026-11-27", "15:00"),
        ("Fri 27 Nov 15:00", "2026-11-27", "15:00"),
        ("11月27日 周五 15:00", "2026-11-27", "15:00"),
        ("tues am", "2026-11-24", "09:00"),
        ("tues pm", "2026-11-24", "14:00"),
        ("Nov 24 10 o'clock", "2026-11-24", "10:00"),
        ("the 15th at noon", "2026-12-15", "12:00"),
        ("in two weeks at 10am", "2026-12-05", "10:00"),
        ("in half an hour", "2026-11-21", "10:30"),
        ("过半小时", "2026-11-21", "10:30"),
        ("月底下午5点", "2026-11-30", "17:00"),
        ("2026-12-01T15:00", "2026-12-01", "15:00"),
        ("2026-12-01 15:00", "2026-12-01", "15:00"),
        ("2026-12-01T15:00:00Z", "2026-12-01", "15:00"),
        ("2026-12-01T23:30:00+08:00", "2026-12-01", "15:30"),
        ("2h", "2026-11-21", "12:00"),
        ("in 90 minutes", "2026-11-21", "11:30"),
        ("半小时后", "2026-11-21", "10:30"),
        ("3個小時後", "2026-11-21", "13:00"),
    ],
)
def test_times(text: str, day: str, clock: str) -> None:
    assert read_when(text, SATURDAY, "forward") == When(date.fromisoformat(day), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("昨天 15:00", "2026-11-20", "15:00"),
        ("昨晚8点", "2026-11-20", "20:00"),
        ("9am", "2026-11-21", "09:00"),
        ("10:00", "2026-11-21", "10:00"),
        ("上周五下午3点", "2026-11-13", "15:00"),
        ("2 hours ago", "2026-11-21", "08:00"),
        ("11小时前", "2026-11-20", "23:00"),
    ],
)
def test_times_back(text: str, day: str, clock: str) -> None:
    assert read_when(text, SATURDAY, "back") == When(date.fromisoformat(day), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("now", "text", "direction", "first", "second"),
    [
        (SATURDAY, "sat", "forward", "2026-11-21", "2026-11-28"),
        (SATURDAY, "Saturday 15:00", "forward", "2026-11-21", "2026-11-28"),
        (SATURDAY, "周六", "back", "2026-11-14", "2026-11-21"),
        (SATURDAY, "週六", "forward", "2026-11-21", "2026-11-28"),
        (SATURDAY, "next fri", "forward", "2026-11-27", "2026-12-04"),
        (SATURDAY, "Next Friday", "forward", "2026-11-27", "2026-12-04"),
        (MONDAY, "next wed", "forward", "2026-11-25", "2026-12-02"),
        (MONDAY, "next mon", "forward", "2026-11-30", "2026-12-07"),
        (SATURDAY, "last fri", "back", "2026-11-13", "2026-11-20"),
        (YEAR_END, "星期四", "forward", "2026-12-31", "2027-01-07"),
        (SATURDAY, "周末", "forward", "2026-11-21", "2026-11-28"),
        (SATURDAY, "weekend", "back", "2026-11-14", "2026-11-21"),
        (MONDAY, "next weekend", "forward", "2026-11-28", "2026-12-05"),
        (SATURDAY, "next Monday", "forward", "2026-11-23", "2026-11-30"),
        (SATURDAY, "next monday 3pm", "forward", "2026-11-23", "2026-11-30"),
    ],
)
def test_two_days_are_shown(now: datetime, text: str, direction: str, first: str, second: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_when(text, now, direction)
    assert caught.value.key == "date_ambiguous"
    assert caught.value.params == {
        "text": text, "first": date.fromisoformat(first), "second": date.fromisoformat(second)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "direction", "key"),
    [
        ("yesterday", "forward", "date_past"),
        ("本周五", "forward", "date_past"),
        ("2026-11-20", "forward", "date_past"),
        ("3天前", "forward", "date_past"),
        ("今天 09:59", "forward", "time_past"),
        ("09:00", "forward", "time_past"),
        ("11-21 9am", "forward", "time_past"),
        ("tomorrow", "back", "date_future"),
        ("下周三", "back", "date_future"),
        ("2026-11-22", "back", "date_future"),
        ("in 2 weeks", "back", "date_future"),
        ("10:01", "back", "time_future"),
        ("3点", "forward", "time_ambiguous"),
        ("fri at 3", "forward", "time_ambiguous"),
        ("Fri 28 Nov", "forward", "date_weekday"),
        ("周五 11月28日", "forward", "date_weekday"),
        ("this evening", "back", "time_future"),
        ("下周", "back", "date_future"),
        ("31/13/2026", "forward", "date_no_such_day"),
        ("明天3点半", "forward", "time_ambiguous"),
        ("02-30", "forward", "date_no_such_day"),
        ("2026-02-29", "forward", "date_no_such_day"),
        ("13-01", "forward", "date_no_such_day"),
        ("32号", "forward", "date_no_such_day"),
        ("本月31号", "forward", "date_no_such_day"),
    ],
)
def test_the_other_side_and_days_that_are_none(text: str, direction: str, key: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_when(text, SATURDAY, direction)
    assert (caught.value.key, caught.value.params["text"]) == (key, text)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "soon", "1", "15", "25:00", "12:60", "周", "周八", "本周", "三月后", "3日后来", "d", "3x", "a", "am",
        "号", "月", "周15:00", "上午15点", "晚上12点", "四三点", "周四吧", "in 3 days ago",
        "12-0115:00", "26-12-01", "2026-12/01",
        "next", "fri sat", "٣d", "x" * 1000, "明天凌晨", "may", "march", "年", "国庆吧", "fri tomorrow", "in the morning",
        "上旬", "年中", "几天后", "9:5", "3 pm pm", "4.5万",
    ],
)  # fmt: skip
def test_not_understood(text: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_when(text, SATURDAY, "forward")
    assert caught.value.key == "date_not_understood"


@pytest.mark.parametrize(
    ("text", "country", "day", "said"),
    [
        ("12/1/2026", "CN", "2026-12-01", True),
        ("12/1/2026", "US", "2026-12-01", True),
        ("2/12/2026", "GB", "2026-12-02", True),
        ("2.12.2026", "DE", "2026-12-02", True),
        ("2.12.2026", "CN", "2026-12-02", True),
        ("12.31.2026", "CN", "2026-12-31", False),
        ("12/12/2026", "DE", "2026-12-12", False),
        ("31/12/2026", "US", "2026-12-31", False),
        ("12/31/2026", "DE", "2026-12-31", False),
        ("2/12/2026 3pm", "DE", "2026-12-02", True),
        ("國慶後", "TW", "2027-10-11", False),
    ],
)
def test_a_day_of_three_numbers_goes_by_the_country_and_is_said(text: str, country: str, day: str, said: bool) -> None:
    when = read_when(text, SATURDAY, "forward", country)
    assert when.day == date.fromisoformat(day)
    remark = say("done.day_order", text=text, day=date.fromisoformat(day))
    assert when.remarks == ((remark,) if said else ())


@pytest.mark.parametrize(
    ("text", "clock", "direction", "time_"),
    [
        ("今晚", "18:00", "forward", "19:00"),
        ("今晚", "19:30", "forward", ""),
        ("tonight", "21:00", "forward", ""),
        ("下午", "15:00", "forward", ""),
        ("中午", "12:30", "forward", ""),
        ("今早", "08:00", "back", ""),
        ("今早", "10:00", "back", "09:00"),
    ],
)
def test_a_part_of_the_day_that_is_going_on_is_the_day(text: str, clock: str, direction: str, time_: str) -> None:
    now = datetime.combine(SATURDAY.date(), time.fromisoformat(clock), UTC)
    assert read_when(text, now, direction) == When(now.date(), time.fromisoformat(time_) if time_ else None)


@pytest.mark.parametrize(
    ("text", "length"),
    [("30d", (30, "d")), ("2 weeks", (2, "w")), ("三个月", (3, "m")), ("30天", (30, "d")), ("1y", (1, "y")), ("一週", (1, "w")),
     ("十十天", None),
     ("30 days ago", None), ("in 2 weeks", None), ("3天后", None), ("2h", None), ("12-01", None), ("昨天", None)],
)  # fmt: skip
def test_a_bare_length(text: str, length: tuple[int, str] | None) -> None:
    found = read_bare_length(text)
    assert (found and (found.many, found.unit)) == length


@pytest.mark.parametrize(
    ("text", "day"),
    [("农历八月十五", (8, 15, False)), ("農曆八月十五", (8, 15, False)), ("农历正月初一", (1, 1, False)),
     ("陰曆臘月廿三", (12, 23, False)),
     ("农历闰六月初三", (6, 3, True)), ("农历 8月15日", (8, 15, False)), ("lunar 8-15", (8, 15, False)),
     ("农历十一月三十", (11, 30, False)),
     ("农历五月二十一", (5, 21, False)), ("八月十五", None), ("农历十三月一", None), ("农历八月三十一", None), ("农历", None)],
)  # fmt: skip
def test_yearly_days_of_the_lunar_calendar(text: str, day: tuple[int, int, bool] | None) -> None:
    assert lunar_day(text) == day


def test_a_day_past_the_calendars_end_is_none() -> None:
    with pytest.raises(WrongUsage) as caught:
        read_when("2w", datetime(9999, 12, 31, 10, 0, tzinfo=UTC), "forward")
    assert caught.value.key == "date_no_such_day"


def test_seconds_of_the_present_minute_do_not_count() -> None:
    now = SATURDAY.replace(second=40)
    assert read_when("10:00", now, "forward") == read_when("10:00", now, "back") == When(now.date(), time(10))


def test_hours_are_real_time_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert read_when("1h", before, "forward").time == time(3, 30)


def test_the_day_is_the_reps_own() -> None:
    now = datetime(2026, 11, 20, 23, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    assert read_when("today", now, "forward").day == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "direction", "day"),
    [
        ("30d", "back", "2026-10-22"),
        ("30d", "forward", "2026-12-21"),
        ("yesterday", "forward", "2026-11-20"),
        ("2026-12-01", "back", "2026-12-01"),
        ("明天", "back", "2026-11-22"),
    ],
)
def test_a_filter_may_name_either_side(text: str, direction: str, day: str) -> None:
    assert read_day(text, SATURDAY, direction) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["15:00", "周四 15:00", "2h"])
def test_a_filter_takes_no_time(text: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_day(text, SATURDAY, "back")
    assert caught.value.key == "date_with_time"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2030-01-05", "2030-01-05"),
        ("yesterday", "2026-11-20"),
        ("明天", "2026-11-22"),
        ("11-01", "2026-11-01"),
        ("12-01", "2026-12-01"),
        ("03-01", "2027-03-01"),
        ("20号", "2026-11-20"),
        ("fri", "2026-11-20"),
        ("tue", "2026-11-24"),
        ("月底", "2026-11-30"),
        ("3d", "2026-11-24"),
        ("3天前", "2026-11-18"),
    ],
)
def test_any_day_is_the_nearest(text: str, day: str) -> None:
    assert read_any_day(text, SATURDAY.date()) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day", "later"),
    [
        ("0d", "2026-01-31", "2026-01-31"),
        ("3d", "2026-01-31", "2026-02-03"),
        ("2w", "2026-01-31", "2026-02-14"),
        ("1m", "2026-01-31", "2026-02-28"),
        ("1m", "2028-01-31", "2028-02-29"),
        ("24h", "2026-01-31", "2026-02-01"),
        ("25h", "2026-01-31", "2026-02-02"),
        ("1h", "2026-01-31", "2026-02-01"),
        ("0h", "2026-01-31", "2026-01-31"),
        ("9999m", "9999-01-31", "9999-12-31"),
        ("1d", "9999-12-31", "9999-12-31"),
    ],
)
def test_spans(text: str, day: str, later: str) -> None:
    assert read_span(text).add_to(date.fromisoformat(day)) == date.fromisoformat(later)


@pytest.mark.parametrize("text", ["", "3", "d", "-3d", "3x", "3 d", "3min", "1.5d", "３d", "99999d"])
def test_no_span(text: str) -> None:
    with pytest.raises(ValueError):
        read_span(text)


def test_ranges() -> None:
    assert read_range("3d..7d") == (Span(3, "d"), Span(7, "d"))
    assert read_range("7d..7d") == (Span(7, "d"), Span(7, "d"))
    assert read_range("28d..1m") == (Span(28, "d"), Span(1, "m"))
    assert read_range("24h..2w") == (Span(24, "h"), Span(2, "w"))


@pytest.mark.parametrize("text", ["7d..3d", "1w..6d", "30d..1m", "1m..30d", "2m..1m", "3d", "3d..", "..3d", "3d-7d"])
def test_no_range(text: str) -> None:
    with pytest.raises(ValueError):
        read_range(text)


# ---------------------------------------------------------------- properties

WORDS = st.sampled_from([text for _, text, _ in (*_cases(FORWARD), *_cases(BACK))])
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def _at_ten(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


@given(WORDS, DAYS, st.sampled_from(["forward", "back"]), st.sampled_from(["", " 00:00", " 10:00", " 23:59"]))
def test_never_on_the_other_side(word: str, today: date, direction: str, clock: str) -> None:
    try:
        when = read_when(word + clock, _at_ten(today), direction)
    except WrongUsage:
        return
    moment, now = (when.day, when.time or time(10)), (today, time(10))
    assert moment >= now if direction == "forward" else moment <= now


@given(st.dates(date(1000, 1, 1), date(8999, 12, 31)), DAYS)
def test_every_iso_day_is_itself(day: date, today: date) -> None:
    direction = "forward" if day >= today else "back"
    assert read_when(day.isoformat(), _at_ten(today), direction) == When(day)
    assert read_any_day(day.isoformat(), today) == read_day(day.isoformat(), _at_ten(today), "back") == day


@given(st.datetimes(datetime(1000, 1, 1), datetime(8999, 12, 31)), DAYS)
def test_every_iso_minute_is_itself(moment: datetime, today: date) -> None:
    moment = moment.replace(second=0, microsecond=0)
    direction = "forward" if moment.replace(tzinfo=UTC) >= _at_ten(today) else "back"
    for separator in "T ":
        text = moment.isoformat(separator, "minutes")
        assert read_when(text, _at_ten(today), direction) == When(moment.date(), moment.time())


@given(DAYS, st.dates(date(2000, 1, 1), date(2003, 12, 31)))
def test_a_month_and_day_is_the_nearest_on_that_side(today: date, other: date) -> None:
    text = f"{other.month:02}-{other.day:02}"
    forward, back = (read_when(text, _at_ten(today), each).day for each in ("forward", "back"))
    for found in (forward, back):
        assert (found.month, found.day) == (other.month, other.day)
    assert back <= today <= forward
    between = (back + timedelta(days=each) for each in range(1, (forward - back).days))
    assert not any((day.month, day.day) == (other.month, other.day) for day in between)


@given(DAYS, st.integers(0, 6), st.sampled_from(["forward", "back"]))
def test_a_bare_weekday_is_within_a_week_and_never_today(today: date, weekday: int, direction: str) -> None:
    word = "周" + "一二三四五六日"[weekday]
    if today.weekday() == weekday:
        with pytest.raises(WrongUsage):
            read_when(word, _at_ten(today), direction)
        return
    found = read_when(word, _at_ten(today), direction).day
    assert found.weekday() == weekday
    assert 1 <= abs((found - today).days) <= 6


@settings(max_examples=300)
@given(
    st.one_of(st.text(), st.text("0123456789-/:.一二三十半两周月天号日年点个上下本后前 dwmhtpafri"), WORDS),
    st.dates(),
    st.sampled_from(["forward", "back", "any"]),
)
def test_whatever_is_typed_is_a_day_or_wrong_usage(text: str, today: date, direction: str) -> None:
    for read in (read_when, read_day):
        try:
            read(text, datetime.combine(today, time(10), UTC), direction)
        except WrongUsage as error:
            assert error.params["text"] is not None


@given(st.sampled_from("hdwm"), st.integers(0, 9999), DAYS)
def test_a_span_never_goes_back(unit: str, number: int, day: date) -> None:
    assert Span(number, unit).add_to(day) >= day
    assert Span(number + 1, unit).add_to(day) >= Span(number, unit).add_to(day)


@pytest.mark.parametrize("now", REFERENCE_DAYS)
def test_traditional_words_mean_the_same(now: datetime) -> None:
    pairs = {
        "后天": "後天", "下周五": "下週五", "两周后": "兩週後", "三个月后": "三個月後", "15号": "15號",
        "下个月": "下個月", "礼拜天": "禮拜天", "下午3点半": "下午3點半", "半小时后": "半小時後", "这周日": "這週日",
    }  # fmt: skip
    for simplified, traditional in pairs.items():
        assert _outcome(simplified, now) == _outcome(traditional, now)


def _outcome(text: str, now: datetime) -> object:
    try:
        return read_when(text, now, "forward")
    except WrongUsage as error:
        return error.key


# ---------------------------------------------------------------- through the command line


@pytest.fixture
def berlin(crm: Crm) -> Crm:
    """A rep in Berlin, who has one customer, before the clocks go forward."""
    crm.today = "2026-03-26"
    crm.ok("init -y")
    (crm.home / "config.yaml").write_text("country: DE\ntime_zone: Europe/Berlin\n", "utf-8")
    crm.ok("add Acme")
    return crm


def test_a_time_that_the_clocks_skip_is_moved_on_and_said(berlin: Crm) -> None:
    answer = berlin.ok("next", "c1", "2026-03-29 02:30", "-f", "json")
    assert answer.json()["next"] == "2026-03-29T03:30:00+02:00"
    assert "put forward over “2026-03-29 02:30”: it became 29" in answer.err.replace("Sun ", "") and "03:30" in answer.err
    assert "put forward" not in berlin.ok("next", "c1", "2026-03-29 03:30").err
    berlin.today = "2026-03-30"
    logged = berlin.ok("log", "c1", "hello", "--at", "2026-03-29 02:15")
    assert "03:15" in logged.err
    assert berlin.show("c1")["interactions"][0]["at"] == "2026-03-29T03:15:00+02:00"


def test_a_time_that_the_clocks_of_the_machine_skip_is_moved_on_too(crm: Crm) -> None:
    berlin = {"TZ": "Europe/Berlin", "SALESCLI_TODAY": "2026-03-26"}
    assert crm.process("add", "Acme", env=berlin).returncode == 0
    answer = crm.process("-f", "json", "next", "c1", "2026-03-29 02:30", env=berlin)
    assert json.loads(answer.stdout)["next"] == "2026-03-29T03:30:00+02:00"


def test_how_a_day_of_three_numbers_was_read_is_said(berlin: Crm) -> None:
    answer = berlin.ok("next", "c1", "2/4/2026")
    assert "“2/4/2026” was read as Thu 2 Apr." in answer.err
    refused = berlin("next", "c1", "2/1/2026", "-f", "json")
    assert (refused.code, refused.out, refused.error["error"]) == (2, "", "date_past")


def test_a_day_off_is_kept_with_a_remark(berlin: Crm) -> None:
    answer = berlin.ok("next", "c1", "Sat 28 Mar", "-f", "json")
    assert answer.json()["next"] == "2026-03-28"
    assert "day off" in answer.err


@pytest.mark.parametrize("when", ["春节后", "過年後", "明早", "週五下午3點", "12月1号", "下個月", "Fri 3pm", "in two weeks"])
def test_what_is_typed_comes_back(crm: Crm, when: str) -> None:
    crm.given("add 甲")
    shown = crm.ok("next", "c1", when, "--lang", "zh-TW")
    assert shown.lines and "甲" in shown.out


def test_a_birthday_by_the_lunar_calendar_is_kept(crm: Crm) -> None:
    crm.ok("add 甲 --birthday 农历八月十五")
    crm.ok("contact", "add", "c1", "王伟", "--birthday", "農曆 正月初一")
    shown = crm.show("c1")
    assert (shown["birthday"], shown["contacts"][0]["birthday"]) == ("农历八月十五", "農曆正月初一")
    assert crm("contact edit 王伟 --birthday 农历十三月一").code == 2
    assert crm("edit c1 --founded 农历八月十五").code == 2
    crm.ok("export all.csv")
    assert crm.json("import all.csv")[0]["outcome"] == "same"


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_festival_is_looked_for(name: str) -> None:
    """The signs by which the readers of days are chosen leave none out."""
    words = f"{name}后" if not name.isascii() else f"after {name}"
    assert understood(words, Asked(SATURDAY.date(), "forward", "CN")) is not None
