"""For whom somebody works, over time: from files of a researcher, else from the addresses.

In: texts of files in the forms that communities keep, heads with their persons. Out: what the files
tell (`Told`), and rows of `Affiliation`. The forms are

- OpenStack's default_data.json: `users` with names, emails and companies with end dates, and
  `companies` with their domains;
- gitdm's maps: lines of an address and an organisation (`ada@a.example Acme < 2013-06-30`), of a
  domain and an organisation, or of an address and the one that stands for it;
- .mailmap: lines of names and addresses that are one person's (gitmailmap(5)).

What a file tells of a person holds before what a domain tells, and of two files the earlier by
name. Domains of providers, communities, lists and machines are no organisation's, nor is one that
is called as its user is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from pipeline.errors import UsageError
from pipeline.records import Affiliation, Head, Identity
from pipeline.thread import domains
from pipeline.thread.corrections import Named
from pipeline.thread.names import Name, words

VERSION = 3

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone
DOMAIN = "domain"  # the source of what only an address tells

# As OpenStack writes days, and as everybody else does.
DAYS = ("%Y-%b-%d", "%Y-%m-%d", "%d-%b-%Y")
# gitdm: "address organisation", "... < 2013-06-30"; CNCF's gitdm writes ! for @.
LINE = re.compile(r"(?P<what>\S+)\s+(?P<who>\S.*?)(?:\s*<\s*(?P<until>\d{4}-\w{2,3}-\d{1,2}))?\s*")
MAILMAP = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>(?P<rest>.*)")
COMMIT_NAME = re.compile(r"\s*(?P<name>[^<>]*)<(?P<address>[^<>]+)>\s*")

Span = tuple[datetime | None, str]  # up to when, for whom


@dataclass(slots=True)
class Told:
    """What files tell."""

    same: list[tuple[Named, ...]] = field(default_factory=list)  # identities of one person
    spans: dict[str, tuple[str, list[Span]]] = field(default_factory=dict)  # address: file, spans
    domains: dict[str, tuple[str, list[Span]]] = field(default_factory=dict)


def told(files: Iterable[tuple[str, str]]) -> Told:
    """What some files tell, each given by name and text; UsageError that names file and line."""
    found = Told()
    for name, text in sorted(files):
        if name.endswith(".json"):
            _default_data(name, text, found)
        elif name.endswith("mailmap"):
            _mailmap(name, text, found)
        else:
            _gitdm(name, text, found)
    return found


def _default_data(name: str, text: str, found: Told) -> None:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _refused(name, error.lineno, f"is no JSON: {error.msg}") from error
    if not isinstance(given, dict):
        raise _refused(name, 1, "is no object with users and companies")
    for user in _listed(name, text, given, "users"):
        emails = [str(each).lower() for each in user.get("emails") or [] if each]
        spans = _spans(name, text, user)
        for email in emails:
            found.spans.setdefault(email, (name, spans))
        if len(emails) > 1:
            found.same.append(tuple(("", email) for email in dict.fromkeys(emails)))
    for company in _listed(name, text, given, "companies"):
        organisation = company.get("company_name")
        for domain in company.get("domains") or []:
            if organisation and domain:
                found.domains.setdefault(str(domain).lower(), (name, [(None, str(organisation))]))


def _listed(
    name: str, text: str, given: Mapping[str, object], key: str
) -> Iterator[dict[str, list[str]]]:
    listed = given.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise _refused(name, _line(text, f'"{key}"'), f"{key} is no list of objects")
    yield from listed


def _spans(name: str, text: str, user: Mapping[str, object]) -> list[Span]:
    """The companies of a user in the order of their end dates, the lasting one last."""
    companies = user.get("companies") or []
    if not isinstance(companies, list):
        raise _refused(name, _line(text, str(user.get("user_name"))), "companies is no list")
    spans: list[Span] = []
    for each in companies:
        who, end = each.get("company_name"), each.get("end_date")
        if who:
            spans.append((_day(name, text, str(end)) if end else None, str(who)))
    return sorted(spans, key=lambda span: (span[0] is None, span[0] or datetime.min))  # noqa: DTZ901


def _day(name: str, text: str, day: str) -> datetime:
    for form in DAYS:
        try:
            return datetime.strptime(day, form)  # noqa: DTZ007 - all times are UTC
        except ValueError:
            continue
    raise _refused(name, _line(text, day), f"{day!r} is no day such as 2013-06-30 or 2013-Jun-30")


def _mailmap(name: str, text: str, found: Told) -> None:
    for number, line in _lines(text):
        proper = MAILMAP.fullmatch(line)
        if proper is None:
            raise _refused(
                name, number, "is no line such as Ada Lund <ada@a.example> <al@b.example>"
            )
        other = COMMIT_NAME.fullmatch(proper["rest"])
        if other is not None:
            name_ = " ".join(other["name"].split())
            same = (("", proper["address"].lower()), (name_, other["address"].lower()))
            if same[0][1] != same[1][1]:
                found.same.append(same)


def _gitdm(name: str, text: str, found: Told) -> None:
    for number, line in _lines(text):
        match = LINE.fullmatch(line)
        if match is None or line[0] == "[" or match["who"][0] == "=":  # as of TOML
            raise _refused(name, number, "is no line such as ada@a.example Acme < 2013-06-30")
        what, who = match["what"].lower().replace("!", "@"), match["who"].strip('"')
        until = _day(name, text, match["until"]) if match["until"] else None
        if "@" not in what:
            _add(found.domains, what, name, (until, who))
        elif re.fullmatch(r"\S+[@!]\S+", who):
            found.same.append((("", what), ("", who.lower().replace("!", "@"))))
        else:
            _add(found.spans, what, name, (until, who))


def _add(into: dict[str, tuple[str, list[Span]]], key: str, name: str, span: Span) -> None:
    file, spans = into.setdefault(key, (name, []))
    if file == name and span not in spans:
        spans.append(span)
        spans.sort(key=lambda each: (each[0] is None, each[0] or datetime.min))  # noqa: DTZ901


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.partition("#")[0].strip()
        if bare:
            yield number, bare


def _line(text: str, word: str) -> int:
    at = text.find(word)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _refused(file: str, line: int, sentence: str) -> UsageError:
    return UsageError(
        f"{file}, line {line}: {sentence}",
        hint="mend the line, or take the file out of the folder affiliations",
    )


def affiliations(
    heads: Sequence[Head], identities: Sequence[Identity], found: Told
) -> list[Affiliation]:
    """For whom each person works, in the order of persons and dates.

    Persons of whom a file tells have rows of that file; all others those of the domains of their
    addresses: from the first mail under a domain until the first under another.
    """
    filed = _by_file(identities, found)
    rest = [each for each in identities if each.person not in filed]
    rows = [row for person, told in filed.items() for row in _filed(person, *told)]
    rows += _by_domain(heads, rest, found)
    return sorted(rows, key=lambda row: (row.person, row.since or datetime.min))  # noqa: DTZ901


def _by_file(identities: Sequence[Identity], found: Told) -> dict[str, tuple[str, list[Span]]]:
    """Of each person of whom files tell, what the first of them tells."""
    filed: dict[str, tuple[str, list[Span]]] = {}
    for each in identities:
        file, spans = found.spans.get(each.address, ("", []))
        if spans and (each.person not in filed or file < filed[each.person][0]):
            filed[each.person] = file, spans
    return filed


def _by_domain(
    heads: Sequence[Head], identities: Sequence[Identity], found: Told
) -> Iterator[Affiliation]:
    """What the domains of addresses tell of some identities' persons."""
    person_of = {(each.name, each.address): each.person for each in identities}
    own = _personal(identities)
    dated: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for head in heads:
        person = person_of.get((head.name, head.address))
        if person is None or head.sent_at is None or head.address in own:
            continue
        if organisation := _organisation(head.address, head.sent_at, found):
            dated[person].append((head.sent_at, head.message, organisation))
    for person, mails in dated.items():
        yield from _runs(person, mails)
    # Who has no mail with a date has one organisation, whenever that was.
    undated: dict[str, str] = {}
    for each in identities:
        organisation = "" if each.address in own else _organisation(each.address, LATEST, found)
        if organisation and each.person not in dated:
            undated.setdefault(each.person, organisation)
    for person, organisation in undated.items():
        yield Affiliation(person, organisation, None, None, DOMAIN)


def _personal(identities: Sequence[Identity]) -> set[str]:
    """The addresses whose domain is called as their user is."""
    names: dict[str, set[Name]] = defaultdict(set)
    for each in identities:
        names[each.person].add(words(each.name))
    return {
        each.address for each in identities if domains.personal(each.address, names[each.person])
    }


def _filed(person: str, file: str, spans: Sequence[Span]) -> Iterator[Affiliation]:
    since: datetime | None = None
    for until, organisation in spans:
        yield Affiliation(person, organisation, since, until, file.rpartition("/")[2])
        since = until


def _runs(person: str, mails: list[tuple[datetime, str, str]]) -> Iterator[Affiliation]:
    """Runs of mails under one organisation's domains."""
    runs: list[tuple[datetime, str]] = []
    for at, _, organisation in sorted(mails):
        if not runs or runs[-1][1] != organisation:
            runs.append((at, organisation))
    for (since, organisation), after in zip(runs, [*runs[1:], None], strict=True):
        yield Affiliation(person, organisation, since, after[0] if after else None, DOMAIN)


def _organisation(address: str, at: datetime, found: Told) -> str:
    """Whose the domain of an address is at a time: as a file has it, else the domain itself."""
    labels = address.rpartition("@")[2].split(".")
    for start in range(len(labels) - 1):
        if spans := found.domains.get(".".join(labels[start:])):
            return next((who for until, who in spans[1] if until is None or at < until), "")
    return domains.registered(address) if domains.tells(address) else ""
