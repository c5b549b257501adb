"""Who certainly is in the book already (R2.2, CONTRACT 2): named with their owner at `add`, which stops; else a remark."""

from __future__ import annotations

import pytest
from conftest import Crm


@pytest.fixture
def known(crm: Crm) -> Crm:
    """A firm with two people, and a private customer."""
    crm.given(
        "add 深圳市华星电子有限公司 --owner 李雷 --mobile 13700137000 --email info@huaxing.com --fax 0755-88886666",
        "contact add c1 王建国 --title 总经理 --mobile 13800138000 --email wjg@huaxing.com",
        "contact add c1 陈静 --form-of-address 女士 --mobile 13900139000",
        "add 'Emma Clarke' --owner 韩梅 --mobile '+44 7911 123456'",
    )
    return crm


CERTAIN = [
    # the person, however called
    ("add 王建国 --mobile 13800138000", "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
    ("add 王总 --mobile '138 0013 8000'", "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
    ("add 王建国 --phone +86-13800138000", "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
    ("add 王建國 --email WJG@Huaxing.com", "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same email"),
    ("add 陈小姐 --mobile 13900139000", "陈静 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
    ("add 'Clarke, Emma' --mobile +447911123456", "Emma Clarke (c2), owner 韩梅, same mobile"),
    ("add 'Mrs Clarke' --mobile +447911123456", "Emma Clarke (c2), owner 韩梅, same mobile"),
    # the firm, by its own number or by that of somebody there
    ("add 华星电子 --mobile 13700137000", "深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
    ("add 華星電子股份有限公司 --email info@huaxing.com", "深圳市华星电子有限公司 (c1), owner 李雷, same email"),
    ("add 华兴电子 --mobile 13800138000", "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile"),
]


@pytest.mark.parametrize(("line", "said"), CERTAIN)
def test_a_certain_twin_stops_a_pipe_and_is_named(known: Crm, line: str, said: str) -> None:
    before = known.book.read_bytes()
    for words in (line, f"{line} --yes"):
        answer = known(words)
        assert (answer.code, answer.out) == (3, "")
        assert answer.err.startswith(f"Error: Already in the book: {said}.\n")
        assert "--anyway" in answer.err
    as_json = known(f"{line} -f json")
    assert (as_json.code, as_json.out) == (3, "")
    assert set(as_json.error) == {"error", "message", "hint"}
    assert said in as_json.error["message"]
    assert known.book.read_bytes() == before
    known.ok(f"{line} --anyway")
    assert len(known.json("list")) == 3


@pytest.mark.parametrize(
    "line",
    [
        "add 李建国 --mobile 13800138000",  # another name
        "add 王女士 --mobile 13800138000",  # the book has a 先生
        "add 陈先生 --mobile 13900139000",  # the book has a 女士
        "add 北方重工 --mobile 13700137000",
        "add 王建国 --mobile 13600136000",  # another number
        "add 王建国 --phone 0755-88886666",  # a fax tells nobody apart
        "add 华星电子 --email n/a",
        "add 'Mr Brown' --mobile +447911123456",
    ],
)
def test_less_certain_likeness_is_no_more_than_a_remark(known: Crm, line: str) -> None:
    if "王女士" in line:
        known.ok("contact edit 王建国 --form-of-address 先生")
    known.ok(line)
    assert len(known.json("list")) == 3


def test_a_terminal_is_asked(known: Crm) -> None:
    line = "add 王总 --mobile 13800138000"
    answer = known(line, typed="n\n")
    assert answer.code == 3
    assert "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile. Add all the same? [y/N]" in answer.out
    assert len(known.json("list")) == 2
    assert "Added 王总 (c3)" in known.ok(line, typed="y\n").out


def test_every_twin_is_named_once(known: Crm) -> None:
    known.ok("add 'E. Clarke' --mobile +447911123456 --anyway")
    answer = known("add 'Emma Clarke' --mobile +447911123456")
    assert "Emma Clarke (c2), owner 韩梅, same mobile; E. Clarke (c3), no owner, same mobile" in answer.err
    assert answer.err.count("(c2)") == 1


def test_a_person_entered_twice_is_asked_about_in_a_terminal_and_told_elsewhere(known: Crm) -> None:
    known.ok("add 乙")
    line = "contact add c3 王建国 --mobile 13800138000"
    declined = known(line, typed="n\n")
    assert declined.code == 3
    assert "王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile" in declined.out
    assert known.json("contact list c3") == []
    told = known.ok(line)
    assert "Already in the book: 王建国 at 深圳市华星电子有限公司 (c1), owner 李雷, same mobile." in told.err
    assert known.ok(f"{line} --anyway").err == ""
    assert known.ok("contact add c1 李四 --mobile 13700137000").err == ""  # the firm's own number
    assert known.ok("contact add c1 赵六 --mobile 13800138000").err == ""  # a number that two have


def test_in_chinese(known: Crm) -> None:
    line = "add 王总 --mobile 13800138000"
    known.lang = "zh-CN"
    assert "客户簿里已有：深圳市华星电子有限公司（c1）的王建国，负责人 李雷，手机相同。" in known(line).err
    known.lang = "zh-TW"
    assert "客戶簿裡已有：深圳市华星电子有限公司（c1）的王建国，負責人 李雷，手機相同。" in known(line).err
