"""When a mail was sent, and how that is known."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.mail import dates

SEPARATOR = b"From ann at example.org  Thu Sep  4 23:30:00 2014"


@pytest.mark.parametrize(
    ("value", "at", "offset"),
    [
        ("Thu, 4 Sep 2014 23:22:18 +0000", datetime(2014, 9, 4, 23, 22, 18), 0),
        ("4 Sep 2014 23:22:18 -0330 (NST)", datetime(2014, 9, 5, 2, 52, 18), -210),
        ("Thu, 04 Sep 2014 23:22:18 GMT", datetime(2014, 9, 4, 23, 22, 18), 0),
        ("Thu, 4 Sep 2014 23:22:18 -0000", datetime(2014, 9, 4, 23, 22, 18), None),
        ("Thu, 4 Sep 2014 23:22:60 +0000", datetime(2014, 9, 4, 23, 22, 59), 0),
        ("Thu, 4 Sep 2014 23:22:18", datetime(2014, 9, 4, 23, 22, 18), None),
        ("Thu, 4 Sep 14 23:22:18 +0200", datetime(2014, 9, 4, 21, 22, 18), 120),
        ("Thu Sep  4 23:22:18 2014", datetime(2014, 9, 4, 23, 22, 18), None),
        ("Thu, 4 Sep 2014 23:22:18 EDT", datetime(2014, 9, 5, 3, 22, 18), -240),
        ("Thu, 4 Sep 2014 23:22:18 CEST", datetime(2014, 9, 4, 21, 22, 18), 120),
        ("Sun, 4 Feb 101 10:00:00 -0800", datetime(2001, 2, 4, 18, 0, 0), -480),
        ("Mon, 21 Oct 2002 15:02:34 +50579034", datetime(2002, 10, 21, 15, 2, 34), None),
    ],
)
def test_header_dates(value: str, at: datetime, offset: int | None) -> None:
    """A date as UTC, and the zone of its sender where it names one that there is."""
    assert dates.header_date(value) == (at, offset)


@pytest.mark.parametrize(
    "value", ["", "yesterday", "Sat, 30 Feb 2002 10:00:00 +0000", "4 Sep", "1 " * 50_000, "\ufffd"]
)
def test_no_dates(value: str) -> None:
    """What is no date is none, however long it is."""
    assert dates.header_date(value) is None


# Name of the case; fields; separator; the expected Sent.
CHAIN = {
    "Date": (
        {"date": ["Thu, 4 Sep 2014 23:22:18 +0200"]},
        SEPARATOR,
        dates.Sent(datetime(2014, 9, 4, 21, 22, 18), 120, "date"),
    ),
    "Resent-Date, where there is no Date": (
        {"resent-date": ["Thu, 4 Sep 2014 20:00:00 +0000"]},
        SEPARATOR,
        dates.Sent(datetime(2014, 9, 4, 20, 0, 0), 0, "resent"),
    ),
    "the separator, where there is neither": (
        {},
        SEPARATOR,
        dates.Sent(datetime(2014, 9, 4, 23, 30, 0), None, "separator"),
    ),
    "a Date that is unreadable": (
        {"date": ["soon"]},
        SEPARATOR,
        dates.Sent(datetime(2014, 9, 4, 23, 30, 0), None, "separator", "soon"),
    ),
    "a clock that was never set": (
        {"date": ["Thu, 1 Jan 1970 00:00:12 +0000"]},
        SEPARATOR,
        dates.Sent(
            datetime(2014, 9, 4, 23, 30, 0), None, "separator", "Thu, 1 Jan 1970 00:00:12 +0000"
        ),
    ),
    "a clock that is years ahead": (
        {"date": ["Thu, 4 Sep 2018 23:22:18 +0000"]},
        SEPARATOR,
        dates.Sent(
            datetime(2014, 9, 4, 23, 30, 0), None, "separator", "Thu, 4 Sep 2018 23:22:18 +0000"
        ),
    ),
    "a clock that ran over": (
        {"date": ["Tue, 19 Jan 2038 03:14:07 +0000"]},
        b"",
        dates.Sent(None, None, "none", "Tue, 19 Jan 2038 03:14:07 +0000"),
    ),
    "a separator of the day of export": (
        {
            "date": ["Thu, 4 Sep 2014 23:22:18 +0000"],
            "received": ["from a by b with SMTP; Thu, 4 Sep 2014 23:23:00 +0000"],
        },
        b"From - Mon Jan  1 00:00:00 2024",
        dates.Sent(datetime(2014, 9, 4, 23, 22, 18), 0, "date"),
    ),
    "a separator that says nothing": (
        {"date": ["Thu, 4 Sep 2014 23:22:18 +0000"]},
        b"From mboxrd@z Thu Jan  1 00:00:00 1970",
        dates.Sent(datetime(2014, 9, 4, 23, 22, 18), 0, "date"),
    ),
    "a separator of 1945, from a zone that is none": (
        {"date": ["Mon, 21 Oct 2002 15:02:34 +50579034"]},
        b"From ann at example.org  Wed Feb  7 20:28:34 1945",
        dates.Sent(
            datetime(2002, 10, 21, 15, 2, 34), None, "date", "Mon, 21 Oct 2002 15:02:34 +50579034"
        ),
    ),
    "nothing": ({}, b"", dates.Sent(None, None, "none")),
}


@pytest.mark.parametrize("name", CHAIN)
def test_the_chain(name: str) -> None:
    """Date, Resent-Date, separator: the first that can be believed, and what was not."""
    fields, separator, expected = CHAIN[name]
    assert dates.sent(fields, separator) == expected


Y14, Y15, Y31 = (datetime(year, 9, 4) for year in (2014, 2015, 2031))

# Name of the case; the dates that mails tell, when they were archived, the end of their month, and
# the places of the mails that are not believed.
ENDS: dict[str, tuple[list[datetime | None], datetime | None, datetime | None, list[int]]] = {
    "all in company": ([Y14] * 3 + [Y15] * 3, None, None, []),
    "one years ahead": ([Y14, Y31, Y14, Y14], None, None, [1]),
    "one ahead among those without a date": ([None, Y14, Y31, None, Y14, Y14], None, None, [2]),
    "two ahead": ([Y14, Y31, Y14, Y14, Y31, Y14], None, None, [1, 4]),
    "the last of a list that died": ([Y14] * 5 + [Y31], None, None, []),
    "the last of a month": ([Y14] * 5 + [Y31], None, datetime(2014, 10, 1), [5]),
    "a month named after the wrong clock": ([Y31], None, datetime(2031, 10, 1), []),
    "such a month, archived before it": ([Y31], Y15, datetime(2031, 10, 1), [0]),
    "a month whose name is before its mails": ([Y14, Y14], None, datetime(1945, 3, 1), []),
    "an archiver whose clock is behind": ([Y15] * 4, Y14, None, []),
    "one mail": ([Y14], None, None, []),
    "two mails, years apart": ([Y31, Y14], None, None, []),
    "none": ([], None, None, []),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_an_archive(name: str) -> None:
    """A date after the archive's end is not believed, and kept as what was wrong."""
    claims, archived, end, wrong = ENDS[name]
    sents = [dates.Sent(at, None, "date" if at else "none") for at in claims]
    found = dates.believed(sents, archived, end)
    assert [
        place for place, (old, new) in enumerate(zip(sents, found, strict=True)) if old != new
    ] == wrong
    assert all(found[place] == dates.Sent(None, None, "none", str(Y31)) for place in wrong)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("2014-09", datetime(2014, 10, 1)),
        ("2014-12", datetime(2015, 1, 1)),
        ("2014-13", None),
        ("2014", None),
        ("all", None),
        ("9999-12", None),
        ("0000-01", None),
    ],
)
def test_the_end_of_a_month(name: str, end: datetime | None) -> None:
    """A month ends where the next begins; what is called otherwise has no end."""
    assert dates.month_end(name) == end


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("Thu Sep  4 23:22:18 UTC 2014", datetime(2014, 9, 4, 23, 22, 18)),
        ("Thu Sep  4 23:22:18 2014", datetime(2014, 9, 4, 23, 22, 18)),
        ("Mie Oct  1 09:34:23 CEST 2008", datetime(2008, 10, 1, 7, 34, 23)),
        ("Vie Abr 20 09:34:23 -0300 2007", datetime(2007, 4, 20, 12, 34, 23)),
        ("Mit Dez 31 23:59:59 CET 2008", datetime(2008, 12, 31, 22, 59, 59)),
        ("Mer Fév 4 09:00:00 CET 2009", datetime(2009, 2, 4, 8, 0, 0)),
        ("Thu Foo  4 23:22:18 UTC 2014", None),
        ("", None),
    ],
)
def test_dates_of_pages(value: str, at: datetime | None) -> None:
    """What a page shows, in the languages of Mailman."""
    assert dates.page_date(value) == at


def test_neighbours() -> None:
    """A mail without a date is given the median of those around it; without any, none."""
    days = [datetime(2014, 9, day) for day in range(1, 6)]
    assert dates.neighbour([*days[:2], None, *days[2:]], 2) == days[2]
    assert dates.neighbour([None, None], 0) is None


@pytest.mark.parametrize(("seconds", "at"), [(1409872938, datetime(2014, 9, 4, 23, 22, 18))])
def test_seconds(seconds: int, at: datetime) -> None:
    """A time of Unix is a time in UTC."""
    assert dates.epoch_date(seconds) == at


@pytest.mark.parametrize("seconds", [0, 86_400, -785_633_486, 10**12])
def test_seconds_that_are_no_time(seconds: int) -> None:
    """A clock that was never set, or the year 33,658, is no time."""
    assert dates.epoch_date(seconds) is None
