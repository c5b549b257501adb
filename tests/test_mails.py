"""`crm import` of e-mails: who wrote or was written to, what was said, once, in its own time; nothing of machines."""

from __future__ import annotations

import base64
import os
import re
import resource
import sys
import threading
from pathlib import Path

import pytest
from conftest import Crm

from salescli.importing.mailboxes import is_box
from salescli.importing.mailtext import own_lines, signature

ME = "rep@ours.example"


def mail(
    sender: str = "Ann Smith <ann@acme.example>", to: str = ME, *, subject: str = "Order",
    body: str | bytes = "Please send 20 boxes.", day: str = "Mon, 2 Mar 2026 09:30:00 +0800",
    mark: str = "<a1@acme.example>", more: str = "", kind: str = "text/plain; charset=utf-8",
) -> bytes:  # fmt: skip
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {day}", f"Content-Type: {kind}"]
    lines += [f"Message-ID: {mark}"] if mark else []
    head = "\r\n".join([*lines, *more.splitlines()]) + "\r\n\r\n"
    return head.encode("utf-8", "surrogateescape") + (body if isinstance(body, bytes) else body.encode())


def raw(octets: bytes) -> str:
    """Octets of no encoding in a header."""
    return octets.decode("utf-8", "surrogateescape")


def box(*messages: bytes) -> bytes:
    return b"".join(b"From x@y Mon Mar  2 10:00:00 2026\n" + message + b"\n\n" for message in messages)


def brought(crm: Crm, data: bytes, *words: str, name: str = "box.mbox") -> list[dict[str, str]]:
    Path(name).write_bytes(data)
    return list(crm("-f", "json", "import", name, "--me", ME, *words).json())


def story(crm: Crm, who: str) -> list[str]:
    return [f"{talk['at'][:16]} {talk['via']} {talk['outcome']} {talk['text']}" for talk in crm.show(who)["interactions"]]


def test_who_wrote_and_who_was_written_to_have_their_story(crm: Crm) -> None:
    data = box(
        mail("=?utf-8?b?546L5Lyf?= <wangwei@hualian.example>", mark="<1@h>", subject="=?gb18030?B?0a+82w==?=",
             body="请报 200 箱的价。\r\n\r\n王伟\r\n采购经理\r\n华联陶瓷有限公司\r\n手机：13900008801\r\n\r\n> 旧的话"),
        mail(f"Rep <{ME}>", "王伟 <wangwei@hualian.example>, Li Na <lina@hualian.example>", mark="<2@ours>", subject="Re: 询价",
             body="报价见附件。\r\n\r\n在 2026年3月2日，王伟写道：\r\n> 请报价", day="Mon, 2 Mar 2026 15:00:00 +0800"),
    )  # fmt: skip
    assert [(row["outcome"], row["name"]) for row in brought(crm, data)] == [
        ("new", "华联陶瓷有限公司 · 王伟"),
        ("joined", "华联陶瓷有限公司 · Li Na"),
    ]
    shown = crm.show("王伟")
    person = shown["contacts"][0]
    assert (shown["name"], person["title"], person["mobile"]) == ("华联陶瓷有限公司", "采购经理", "+8613900008801")
    assert [p["email"] for p in shown["contacts"]] == ["wangwei@hualian.example", "lina@hualian.example"]
    assert story(crm, "王伟") == [
        "2026-03-02T07:00 email info Re: 询价: 报价见附件。",
        "2026-03-02T01:30 email answered 询价: 请报 200 箱的价。",
    ]
    assert {row["outcome"] for row in brought(crm, data)} == {"same"}
    assert crm("undo --yes").code == 0
    crm.ok("undo --yes")
    assert crm.json("list") == []


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (mail(more="List-Id: <x.example>"), "a list or newsletter"),
        (mail(more="List-Unsubscribe: <mailto:x@y>"), "a list or newsletter"),
        (mail(more="Precedence: bulk"), "a list or newsletter"),
        (mail("no-reply@bank.example"), "a machine's message that takes no answer"),
        (mail("Bank <noreply-1@bank.example>"), "a machine's message that takes no answer"),
        (mail("MAILER-DAEMON@mx.example"), "a message that could not be delivered"),
        (mail(kind="multipart/report; boundary=B"), "a message that could not be delivered"),
        (mail(more="Auto-Submitted: auto-replied"), "an automatic answer"),
        (mail(more="X-Spam-Flag: YES"), "spam or a draft"),
        (mail(f"Rep <{ME}>", "ann@acme.example", more="X-Gmail-Labels: Drafts"), "spam or a draft"),
        (mail("Boss <boss@ours.example>"), "among colleagues"),
        (mail(ME, ", ".join(f"p{n}@x.example" for n in range(31))), "a circular to more than 30 people"),
    ],
)  # fmt: skip
def test_what_tells_of_no_customer_is_left_out_and_told(crm: Crm, message: bytes, reason: str) -> None:
    rows = brought(crm, box(message, mail(mark="<real@acme.example>")))
    assert [(row["outcome"], row["why"]) for row in rows if row["row"] == 1] == [("skipped", reason)]
    assert [row["name"] for row in crm.json("list")] == ["Ann Smith"]
    assert f"Left out: {reason} (1)" in crm("import box.mbox").err


def test_a_message_is_known_by_its_id_in_every_box(crm: Crm) -> None:
    brought(crm, mail(), name="one.eml")
    again = mail(subject="[fwd] Order", body="Please send 20 boxes. -- scanned", day="Mon, 2 Mar 2026 09:30:01 +0800")
    assert {row["row"]: row["outcome"] for row in brought(crm, box(again, again))} == {1: "same", 2: "skipped"}
    assert len(story(crm, "Ann Smith")) == 1
    crm.ok("add", "ACME Ltd", "--phone", "+441132345678")
    crm.ok("contact", "move", "Ann Smith", "ACME Ltd", "--yes")
    brought(crm, again, name="two.eml")
    assert len(story(crm, "ACME Ltd")) == 0


def test_a_message_without_an_id_is_known_by_what_it_says(crm: Crm) -> None:
    for name in ("one.eml", "two.eml"):
        brought(crm, mail(mark=""), name=name)
    assert len(story(crm, "Ann Smith")) == 1


@pytest.mark.parametrize(
    ("message", "name", "text"),
    [
        (mail("=?utf-8?q?J=C3=BCrgen?= =?utf-8?q?_M=C3=BCller?= <j@m.example>"), "Jürgen Müller", "Order: Please send 20 boxes."),
        (mail('"Smith, Ann" <ann@acme.example>'), "Ann Smith", "Order: Please send 20 boxes."),
        (mail("'Ann Smith' (Sales) <ann@acme.example>"), "Ann Smith", "Order: Please send 20 boxes."),
        (mail("ann@acme.example"), "ann@acme.example", "Order: Please send 20 boxes."),
        (mail(raw(b"\xc0\xee\xc3\xf4 <limin@firm.example>"), kind="text/plain", subject=raw(b"\xd1\xf9\xc6\xb7"),
              body="样品收到了吗？请回信。".encode("gb18030")), "李敏", "样品: 样品收到了吗？请回信。"),
        (mail(kind="text/plain; charset=gb2312", body="朱镕基 200 箱".encode("gb18030")), "Ann Smith", "Order: 朱镕基 200 箱"),
        (mail(kind="text/plain; charset=klingon", body="Größe 5".encode()), "Ann Smith", "Order: Größe 5"),
        (mail(more="Content-Transfer-Encoding: quoted-printable", body="Gr=C3=B6=\r\n=C3=9Fe 5"), "Ann Smith", "Order: Größe 5"),
        (mail(kind="text/html; charset=utf-8", more="Content-Transfer-Encoding: base64",
              body=base64.encodebytes(b"<style>p{}</style><p>Send <b>20</b>&nbsp;boxes</p><blockquote>old</blockquote>")),
         "Ann Smith", "Order: Send 20 boxes"),
        (mail(subject="", body=""), "Ann Smith", "—"),
        (mail(body="x" * 5000), "Ann Smith", f"Order: {'x' * 300}…"),
        (b"\xef\xbb\xbf\r\n" + mail(), "Ann Smith", "Order: Please send 20 boxes."),
        (b"1234\n" + mail(), "Ann Smith", "Order: Please send 20 boxes."),
        (mail(day="nonsense", more="Received: by mx.example; Mon, 2 Mar 2026 09:30:00 +0800"), "Ann Smith",
         "Order: Please send 20 boxes."),
    ],
)  # fmt: skip
def test_words_in_every_encoding_that_mails_come_in(crm: Crm, message: bytes, name: str, text: str) -> None:
    brought(crm, message, name="one.eml")
    assert [row["name"] for row in crm.json("list")] == [name]
    assert story(crm, "c1") == [f"2026-03-02T01:30 email answered {text}"]


def test_who_is_in_the_book_is_found_by_address_whatever_they_are_called(crm: Crm) -> None:
    crm.ok("add", "华联陶瓷", "--home_page", "https://www.hualian.example")
    crm.ok("contact", "add", "华联陶瓷", "王伟", "--email", "wangwei@hualian.example")
    rows = brought(crm, box(mail("Wei Wang <WangWei@hualian.example>"), mail("Li Na <lina@hualian.example>", mark="<2@h>")))
    assert [(row["outcome"], row["code"]) for row in rows] == [("joined", "c1"), ("joined", "c1")]
    assert [person["name"] for person in crm.show("c1")["contacts"]] == ["王伟", "Li Na"]


def test_an_address_that_anybody_may_have_tells_no_firm(crm: Crm) -> None:
    crm.ok("add", "Beta", "--email", "beta@gmail.com")
    brought(crm, mail("Ann Smith <ann@gmail.com>"), name="one.eml")
    assert [row["name"] for row in crm.json("list --sort code")] == ["Beta", "Ann Smith"]


def test_whose_a_box_is_is_said_remembered_or_found(crm: Crm) -> None:
    Path("one.eml").write_bytes(mail())
    lost = crm("import one.eml")
    assert lost.code == 2
    assert lost.err.splitlines() == [
        f"Error: one.eml doesn't tell whose mails these are; most met: {ME}, ann@acme.example",
        f"name your own address: crm import one.eml --me {ME}",
    ]
    assert crm.json("list") == []
    assert crm("import one.eml --me ours").code == 2
    asked = crm("import one.eml", typed=f"{ME}\n")
    assert asked.code == 0 and "Ann Smith" in crm.ok("list").out
    Path("two.eml").write_bytes(mail("Bo Li <bo@beta.example>", mark="<2@b>"))
    assert "rep@ours.example" in crm.ok("import two.eml").err


@pytest.mark.parametrize(
    "messages",
    [
        (mail(more=f"Delivered-To: {ME}"),),
        (mail(), mail("Bo <bo@b.example>", mark="<2@b>"), mail("Cy <cy@c.example>", mark="<3@c>")),
        (mail("Ruth Rep <rep@ours.example>", "ann@acme.example"),),
    ],
)
def test_whose_a_box_is_is_found_where_it_tells(crm: Crm, messages: tuple[bytes, ...]) -> None:
    crm.ok("init --yes")
    config = crm.home / "config.yaml"
    config.write_text(re.sub("(?m)^name: .*", "name: Ruth Rep", config.read_text("utf-8")), "utf-8")
    Path("box.mbox").write_bytes(box(*messages))
    answer = crm.ok("import box.mbox")
    assert f"Your own addresses here: {ME}" in answer.err


def test_messages_that_cannot_be_read_are_rejected_and_the_others_come_in(crm: Crm) -> None:
    Path("box.mbox").write_bytes(box(mail("nobody", mark="<1@x>"), mail(day="", mark="<2@x>"), mail(mark="<3@x>")))
    answer = crm("import", "box.mbox", "--me", ME)
    assert answer.code == 1
    assert "2 rejected" in answer.out and "no sender" in answer.out and "no date that can be read" in answer.out
    assert Path("box.rejected.csv").exists()


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"From: a@b\nTo: c@d\nDate: x\n\nhi", True),
        (b"From x@y Mon Mar  2 10:00:00 2026\nSubject: x\n\n", True),
        (b"From - Mon Mar 02 10:00:00 2026\n", True),
        (b"\xef\xbb\xbfReceived: x\n\ty\nFrom: a\nSubject: b\n\n", True),
        (b"Name,Phone\nAnn,1\n", False),
        (b"From,To,Date\na,b,c\n", False),
        (b"From: a@b\n", False),
        (b"Name: Ann\nPhone: 1\nDate: x\n", False),
        (b"BEGIN:VCARD\nFN:Ann\nEND:VCARD\n", False),
        (b"", False),
    ],
)
def test_a_box_is_told_by_how_it_begins(head: bytes, is_one: bool) -> None:
    assert is_box(head) == is_one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Yes.\n\nOn Mon, 2 Mar 2026 Ann wrote:\n> old", ["Yes.", ""]),
        ("好的\n------------------ 原始邮件 ------------------\n旧", ["好的"]),
        ("好的\n发件人: 王伟 <w@x>\n旧", ["好的"]),
        ("Ja\nVon: Ann <a@x>\nalt", ["Ja"]),
        ("好\n于 2026/3/2，王伟 写道：\n旧", ["好"]),
        ("From here on it works", ["From here on it works"]),
    ],
)
def test_what_is_quoted_is_not_theirs(text: str, left: list[str]) -> None:
    assert own_lines(text) == left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi\nAnn Smith\nBuyer\nACME Ltd\nTel: +44 113 496 0101\nM: +44 7911 123456",
         ((("phone", "+44 113 496 0101"), ("mobile", "+44 7911 123456")), "Buyer", "ACME Ltd")),
        ("Hi\nAnn Smith | Purchasing Manager | ACME Ltd", ((), "Purchasing Manager", "")),
        ("Call me: +44 7911 123456\nregards", ((), "", "")),
        ("Hi\nAnn Smith\norder 4471 1234 5678", ((), "", "")),
        ("Hi\nAnn Smith\nTel: 12", ((), "", "")),
        ("Hi\nBob\nBuyer\nTel: +44 113 496 0101", ((), "", "")),
    ],
)  # fmt: skip
def test_a_signature_tells_what_it_says_it_is(text: str, found: tuple[object, ...]) -> None:
    assert tuple(signature(text, "Ann Smith", "GB")) == found


def test_an_attachment_is_never_held(crm: Crm) -> None:
    parts = (b"--B\nContent-Type: text/plain\n\nSee the file.\n--B\nContent-Type: application/pdf\n"
             b"Content-Transfer-Encoding: base64\n\n")  # fmt: skip
    with Path("box.mbox").open("wb") as file:
        file.write(b"From x@y Mon Mar  2 10:00:00 2026\n" + mail(kind="multipart/mixed; boundary=B", body=parts))
        for _ in range(64):
            file.write((b"QUJD" * 19 + b"\n") * 16_384)  # 1.2 MB
        file.write(b"--B--\n\n" + box(mail("Bo Li <bo@beta.example>", mark="<2@b>")))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert crm("import", "box.mbox", "--me", ME).code == 0
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < (60_000_000 if sys.platform == "darwin" else 60_000)
    assert [row["name"] for row in crm.json("list --sort code")] == ["Ann Smith", "Bo Li"]


def test_a_box_may_come_through_a_pipe(crm: Crm) -> None:
    pipe = Path("box.mbox")
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(box(mail()),))
    writer.start()
    assert crm("import", "box.mbox", "--me", ME).code == 0
    writer.join()
    assert [row["name"] for row in crm.json("list")] == ["Ann Smith"]
