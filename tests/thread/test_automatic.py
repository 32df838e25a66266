"""Reports of programs: what many mails together tell."""

from __future__ import annotations

import pytest

from pipeline.thread import automatic

CASES = [
    # sentence, name, hours and minutes after noon, subject, answers, expected
    ("a cron job under a human's name", "Ada Lund", range(7), lambda day: 24 * 60 * day,
     "Bug summary", False, True),
    ("summer time moves it by an hour", "Ada Lund", range(8),
     lambda day: 24 * 60 * day + 60 * (day > 3), "Bug summary", False, True),
    ("a human's notices", "Ada Lund", range(8), lambda day: 24 * 60 * day + 17 * day * day,
     "Meeting", False, False),
    ("too few to tell", "Ada Lund", range(5), lambda day: 24 * 60 * day, "Bug summary", False,
     False),
    ("answers", "Ada Lund", range(8), lambda day: 24 * 60 * day, "Bug summary", True, False),
    ("a name that is no human's", "Nest", range(6), lambda day: 1000 * day + 17 * day * day,
     "Nest 1.{day} on 3 May", False, True),
    ("a human's releases", "Ada Lund", range(9), lambda day: 1000 * day + 17 * day * day,
     "Nest 1.{day} is out", False, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "name", "days", "minutes", "subject", "answers", "expected"), CASES
)
def test_reports(sentence, name, days, minutes, subject, answers, expected, mail):
    """One subject again and again, but for numbers and dates."""
    heads = [
        mail(
            f"m{day}",
            name=name,
            day=minutes(day) / 24 / 60,
            subject=subject.format(day=day),
            in_reply_to=["x@example.org"] if answers else (),
        )
        for day in days
    ]
    found = automatic.reasons(heads)
    assert found == ({head.message: "report" for head in heads} if expected else {})


def test_a_sender_who_answers_is_no_machine(mail):
    """Half a name, many announcements, and one answer."""
    heads = [
        mail(f"m{day}", name="ada", subject=f"Nest 1.{day}", day=day * 1.3 + day * day * 0.017)
        for day in range(9)
    ]
    heads.append(mail("r", name="ada", subject="Re: Nest", in_reply_to=["m1@example.org"], day=30))
    assert automatic.reasons(heads) == {}


def test_what_the_mail_itself_tells_stands(mail):
    """The reason that parsing found is kept."""
    from dataclasses import replace

    head = replace(mail("a"), automatic="bounce")
    assert automatic.reasons([head, mail("b")]) == {head.message: "bounce"}
