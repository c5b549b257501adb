"""`crm add`, `edit`, `delete` and `tag`: customers as records."""

from __future__ import annotations

from typing import Any

import typer

from salescli.commands import asking, changed, checking, entering
from salescli.commands.options import with_fields
from salescli.commands.telling import told
from salescli.core.errors import WrongUsage
from salescli.core.model import CUSTOMER, STAGES
from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.core.reports.belongings import parts
from salescli.core.reports.changes import change_data, change_lines, differences
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.matching import entry_check
from salescli.store.ranking import pulse
from salescli.store.records import belongings, channels, customers


@with_fields(CUSTOMER_FIELDS, "name")
def add_command(
    ctx: typer.Context,
    name: str = typer.Argument(..., metavar="NAME"),
    own: list[str] = typer.Option(None, "--set", metavar="OWN=VALUE"),
    tag: list[str] = typer.Option(None, "--tag"),
    anyway: bool = typer.Option(False, "--anyway"),
    **given: Any,
) -> None:
    run: Run = ctx.obj
    name = asking.name_typed(name)
    values = {**checking.coded_fields(run, asking.typed_fields(run, CUSTOMER_FIELDS, given)), "name": name}
    _defaults(run, values)
    entering.stop_at(run, entering.twins_of(run.writable(), values, anyway=anyway))
    with run.writing() as book:
        alike = entry_check.of_new(book, values)
        hints = checking.source_hint(run, book, values.get("source"))
        customer = customers.add(book, values)
        customers.set_own(book, customer, asking.own_fields(own or ()))
        customers.tag(book, customer, _tags(tag or ()), ())
    told(run, book, customer, "added", *_warnings(book, customer, values), *hints, *_alike(alike))


def _defaults(run: Run, values: dict[str, Any]) -> None:
    values["kind"] = values.get("kind") or CUSTOMER
    if run.config.name and not values.get("owner"):
        values["owner"] = run.config.name


def _alike(found: list[dict[str, Any]]) -> list[Text]:
    """R2.2: who is already in the book under the same name or number, and whose it is."""
    return [say("done.alike", name=row["name"], code=row["code"], owner=row["owner"] or "", because=say(f"twin.{row['why']}"))
            for row in found]  # fmt: skip


def _warnings(book: Book, customer: str, values: dict[str, Any]) -> list[Text]:
    """R2.3: contact details that can't be right are kept, and told."""
    from salescli.core.language.phones import read_phone
    from salescli.core.quality.judging import looks_like_email

    found = []
    country = channels.country_of(book, customer)
    for name, kind in (("phone", "phone"), ("mobile", "phone"), ("office_phone", "phone"), ("home_phone", "phone")):
        for value in values.get(name) or ():
            if not any(read_phone(value, where).valid for where in {country, book.country}):
                found.append(say(f"done.odd_{kind}", value=value))
    odd = [value for value in values.get("email") or () if not looks_like_email(value)]
    return found + [say("done.odd_email", value=value) for value in odd]


@with_fields(CUSTOMER_FIELDS)
def edit_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    own: list[str] = typer.Option(None, "--set", metavar="OWN=VALUE"),
    **given: Any,
) -> None:
    run: Run = ctx.obj
    values = checking.coded_fields(run, asking.typed_fields(run, CUSTOMER_FIELDS, given))
    mine = asking.own_fields(own or ())
    if not values and not mine:
        raise WrongUsage("nothing_given", command="crm edit")
    if "kind" in values:
        values["kind"] = values["kind"] or CUSTOMER
    if "name" in values and not values["name"]:
        raise WrongUsage("name_empty")
    if "stage" in values and not values["stage"]:
        raise WrongUsage("choice_unknown", option="stage", value="", known=", ".join(STAGES), near="")
    book = run.writable()
    hit = asking.customer(run, book, who)
    hints = checking.source_hint(run, book, values.get("source"))
    with run.writing():
        before = changed.of_customer(run, book, hit.customer)
        customers.edit(book, hit.customer, values)
        customers.set_own(book, hit.customer, mine)
    found = changed.changes(before, changed.of_customer(run, book, hit.customer))
    told(run, book, hit.customer, "edited" if found else "unchanged", *_warnings(book, hit.customer, values), *hints,
         what=change_lines(found), data={"changed": change_data(found)})  # fmt: skip


def delete_command(ctx: typer.Context, who: str = typer.Argument(..., metavar="WHO")) -> None:
    run: Run = ctx.obj
    book = run.writable()
    asks = asking.can_ask(run)  # then the question names whom it is about
    hit = asking.customer(run, book, who, strict=not asks)
    facts, theirs = pulse.facts_of(book, hit.customer), belongings.of_customer(book, hit.customer)
    name, what = say("who.code", name=facts.name, code=facts.code_text), parts(theirs)
    book.rely(who, lambda: belongings.of_customer(book, hit.customer) == theirs)
    if asks:
        asking.agreed(run, say("ask.delete", who=name, what=what) if what else say("ask.delete.bare", who=name))
    with run.writing():
        customers.remove(book, hit.customer)
    line = say("done.deleted_with", who=name, what=what) if what else say("done.deleted", who=name)
    run.done(line, {"code": facts.code_text, "name": facts.name, "with": theirs.counts()})


def tag_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    tags: list[str] = typer.Argument(None, metavar="[TAG ...]"),
    remove: list[str] = typer.Option(None, "--remove", metavar="TAG"),
) -> None:
    run: Run = ctx.obj
    wanted, unwanted = _tags(tags or ()), _tags(remove or ())
    if not wanted and not unwanted:
        raise WrongUsage("nothing_given", command="crm tag")
    book = run.writable()
    hit = asking.customer(run, book, who)
    with run.writing():
        had = customers.tags(book, hit.customer)
        customers.tag(book, hit.customer, wanted, unwanted)
    have = customers.tags(book, hit.customer)
    found = differences({"tags": tuple(had)}, {"tags": tuple(have)})
    told(run, book, hit.customer, "changed" if found else "unchanged", what=change_lines(found),
         data={"tags": have, "changed": change_data(found)})  # fmt: skip


def _tags(given: Any) -> list[str]:
    """Tags as typed, a leading + taken off."""
    found = [" ".join(text.strip().removeprefix("+").split()) for text in given]
    return [asking.limited("tag", text) for text in found if text]
