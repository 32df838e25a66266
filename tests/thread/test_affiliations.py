"""For whom people work: what files say, what domains tell, and by which day."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from pipeline.errors import UsageError
from pipeline.thread import affiliations, domains, people
from pipeline.thread.corrections import Corrections

DATA = json.dumps({
    "users": [
        {
            "user_name": "Ada Lund",
            "emails": ["ada@acme.example", "AL@mail.example"],
            "companies": [
                {"company_name": "Nest", "end_date": None},
                {"company_name": "Acme", "end_date": "2014-Sep-03"},
            ],
        },
        {"user_name": "Nobody", "emails": [], "companies": []},
    ],
    "companies": [{"company_name": "Byte Works", "domains": ["byte.example"]}],
}, indent=1)  # fmt: skip


def day(number):
    return datetime(2014, 9, 1 + number)


def rows(mail, mails, files):
    """Rows as text: person, organisation, first and last day, source."""
    told = affiliations.told(files)
    heads = [
        mail(f"{number}", name=name, address=address, day=at)
        for number, (name, address, at) in enumerate(mails)
    ]
    identities = people.persons(heads, Corrections(same=tuple(told.same)))[1]
    found = affiliations.affiliations(heads, identities, told)
    return [(row.person, row.organisation, row.since, row.until, row.source) for row in found]


def test_users_with_companies_over_time(mail):
    """Up to the end date for the first, from then on for the next; their addresses are one's."""
    mails = [("Ada Lund", "ada@acme.example", 0), ("", "al@mail.example", 5)]
    assert rows(mail, mails, [("data.json", DATA)]) == [
        ("ada@acme.example", "Acme", None, day(2), "data.json"),
        ("ada@acme.example", "Nest", day(2), None, "data.json"),
    ]


def test_a_domain_is_a_fallback_that_says_so(mail):
    """Under the name that a file gives to it, else as it is registered; providers tell nothing."""
    mails = [
        ("Bo Ek", "bo@dev.byte.example", 0),
        ("Cy Dahl", "cy@cs.nest.co.uk", 1),
        ("Cy Dahl", "cy@gmail.com", 2),
        ("Cy Dahl", "cy@byte.example", 4),
        ("Cy Dahl", "cy@nest.co.uk", 6),
        ("Di Holm", "di@lists.nest.example", 0),
    ]
    assert rows(mail, mails, [("data.json", DATA)]) == [
        ("bo@dev.byte.example", "Byte Works", day(0), None, "domain"),
        ("cy@cs.nest.co.uk", "nest.co.uk", day(1), day(4), "domain"),
        ("cy@cs.nest.co.uk", "Byte Works", day(4), day(6), "domain"),
        ("cy@cs.nest.co.uk", "nest.co.uk", day(6), None, "domain"),
    ]


def test_what_a_domain_does_not_tell(mail):
    """A member's address, a domain of one's own; without a date there is no since."""
    mails = [
        ("Ada Lundqvist", "ada@python.org", 0),
        ("Ada Lundqvist", "mail@ada-lundqvist.example", 0),
        ("Bo Ek", "bo@be.example", 0),
        ("Cy", "cy@cy.example", 0),
        ("Di Holm", "di@nest.example", None),
    ]
    assert rows(mail, mails, []) == [("di@nest.example", "nest.example", None, None, "domain")]


def test_maps_of_gitdm(mail):
    """An address and an organisation up to a day, a domain's, an address and another."""
    text = (
        "# comment\n"
        "ada!acme.example  Acme Inc. < 2014-09-03\n"
        "ada@acme.example  Nest\n"
        "byte.example      Byte Works\n"
        "al@mail.example   ada@acme.example\n"
    )
    mails = [
        ("Ada Lund", "ada@acme.example", 0),
        ("al", "al@mail.example", 1),
        ("Bo Ek", "bo@byte.example", 0),
    ]
    assert rows(mail, mails, [("email-map", text)]) == [
        ("ada@acme.example", "Acme Inc.", None, day(2), "email-map"),
        ("ada@acme.example", "Nest", day(2), None, "email-map"),
        ("bo@byte.example", "Byte Works", day(0), None, "domain"),
    ]


def test_a_mailmap_tells_who_is_who(mail):
    """And nothing of organisations."""
    text = (
        "Ada Lund <ada@a.example> <al@b.example>\n"
        "Bo Ek <bo@a.example>\n"
        "Cy Dahl <cy@a.example> Old Name <cy@b.example>\n"
    )
    told = affiliations.told([(".mailmap", text)])
    assert told.same == [
        (("", "ada@a.example"), ("", "al@b.example")),
        (("", "cy@a.example"), ("Old Name", "cy@b.example")),
    ]
    assert told.spans == {}


def test_the_first_file_by_name_is_believed(mail):
    """Of two that tell of one person."""
    files = [("b-map", "ada@a.example Nest"), ("a-map", "ada@a.example Acme")]
    assert rows(mail, [("Ada Lund", "ada@a.example", 0)], files) == [
        ("ada@a.example", "Acme", None, None, "a-map")
    ]


REFUSED = [
    ("data.json", '{"users": [\n{"emails": }]}', 2, "is no JSON"),
    ("data.json", "[]", 1, "is no object"),
    ("data.json", '{"companies": [],\n"users": 3}', 2, "users is no list of objects"),
    ("data.json", DATA.replace("2014-Sep-03", "soon"), 16, "'soon' is no day"),
    ("email-map", "\nada@a.example\n", 2, "is no line such as"),
    ("email-map", "ada@a.example Acme < 2014-19-39\n", 1, "'2014-19-39' is no day"),
    (".mailmap", "Ada Lund\n", 1, "is no line such as"),
    ("acme.toml", 'name = "Acme"\n', 1, "is no line such as"),
    ("acme.toml", "[ada at acme]\n", 1, "is no line such as"),
]


@pytest.mark.parametrize(("name", "text", "line", "sentence"), REFUSED)
def test_what_says_something_else_is_refused(name, text, line, sentence):
    """In one sentence with the file and the line."""
    with pytest.raises(UsageError, match=f"^{name}, line {line}: {sentence}"):
        affiliations.told([(name, text)])


@pytest.mark.parametrize(
    ("address", "registered", "tells"),
    [
        ("a@x.example", "x.example", True),
        ("a@mail.x.co.uk", "x.co.uk", True),
        ("a@yahoo.co.uk", "yahoo.co.uk", False),
        ("a@lists.x.org", "x.org", False),
        ("a@users.sourceforge.net", "sourceforge.net", False),
        ("a@localhost", "", False),
        ("a@10.0.0.1", "", False),
        ("a@box.localdomain", "", False),
        ("n@me@b|ocked.example", "", False),
        ("", "", False),
    ],
)
def test_domains(address, registered, tells):
    """What is registered, and whether it may be an organisation's."""
    assert (domains.registered(address), domains.tells(address)) == (registered, tells)
