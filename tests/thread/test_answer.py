"""Quotes and answers tied to their sources, in threads read as they are in a build."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mail import quote
from pipeline.run.assembly import assembled
from pipeline.thread import answer, thread

PLAN = """\
I propose that each driver moves to a repository of its own before the next
release, because reviews of the whole tree take weeks and nobody knows all.

The interface between the two must then be stable, with tests that run on
every change, or drivers will break whenever somebody tidies the scheduler.
"""


@pytest.fixture(scope="session")
def links(mail, message):
    """The links of a thread of mails, each given by key, keys that it refers to, author, body."""

    def of(*posts, everywhere=False):
        heads = [
            mail(
                key,
                references=[f"{each}@example.org" for each in above],
                name=author,
                address=f"{author.split()[0].lower()}@example.org",
                day=day,
                subject="Splitting drivers",
            )
            for day, (key, above, author, _) in enumerate(posts)
        ]
        messages = {
            head.message: message(head, body) for head, (*_, body) in zip(heads, posts, strict=True)
        }
        blocks = {key: tuple(quote.blocks(key, each.body)) for key, each in messages.items()}
        authors = {head.message: head.address for head in heads}
        debates = list(assembled(*thread.places(heads), authors, messages, blocks, {}, {}))
        posts_of = {post.message.message: post for debate in debates for post in debate.posts}
        elsewhere = {
            (block.message, block.number): [
                post for key, post in posts_of.items() if key != block.message
            ]
            for each in blocks.values()
            for block in each
        }
        return [
            Told(link, messages, blocks)
            for debate in debates
            for link in answer.links(debate, elsewhere if everywhere else {})
        ]

    return of


class Told:
    """A link in words: which text in which mail is tied to which in which."""

    def __init__(self, link, messages, blocks):
        self.kind = link.kind
        self.score = link.score
        self.pair = link.message[-1] + link.source_message[-1]
        self.text = self._text(link.message, link.block, messages, blocks)
        self.source = self._text(link.source_message, link.source_block, messages, blocks)

    @staticmethod
    def _text(key, block, messages, blocks):
        found = blocks[key][block]
        return messages[key].body[found.start_char : found.end_char]

    def __repr__(self):
        return f"{self.kind} {self.pair} {self.score}: {self.text!r} <- {self.source!r}"


def quoted(text, width=1000, mark="> "):
    return textwrap.indent(textwrap.fill(" ".join(text.split()), width), mark) + "\n"


FIRST = PLAN.split("\n\n", maxsplit=1)[0]

QUOTES = [
    ("as it stands", textwrap.indent(PLAN, "> ")),
    ("rewrapped", quoted(FIRST, 40)),
    ("in one line", quoted(FIRST)),
    ("with other marks", quoted(FIRST, 50, ">> ").replace(">> ", "> ")),
    ("with initials", quoted(FIRST, 60, "AL> ")),
    ("trimmed", "> because reviews of the whole tree take weeks\n"),
    ("elided", "> I propose that each driver moves [...]\n> and nobody knows all.\n"),
    ("with a word mended", quoted(FIRST.replace("weeks", "months"), 60)),
    ("in other case and points", quoted(FIRST.upper().replace(",", ";"), 60)),
]


@pytest.mark.parametrize(("sentence", "text"), QUOTES)
def test_quote(sentence, text, links):
    """A quote finds its source, and what is written under it answers that."""
    body = f"On Monday, Ada Lund wrote:\n{text}\nAgreed, let us do that.\n"
    found = links(("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", body))
    assert [(each.kind, each.pair) for each in found] == [("quotes", "ba"), ("answers", "ba")]
    assert all(each.score >= 0.5 for each in found)
    assert found[1].text.strip() == "Agreed, let us do that."
    assert found[0].source.startswith("I propose")


def test_no_quote(links):
    """A reply without a quote answers nothing by a link."""
    assert not links(("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", "Agreed, let us.\n"))


def test_alone(links):
    """A mail alone quotes nothing."""
    assert not links(("a", "", "Ada Lund", textwrap.indent(PLAN, "> ") + "\nHm.\n"))


def test_source_missing(links):
    """A quote of words that nobody in the thread wrote has no link, and neither has its answer."""
    body = "> The budget of the foundation was agreed upon in a closed meeting.\n\nWhen was that?\n"
    assert not links(("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", body))


DEEP = """\
On Tuesday, Bo Ek wrote:
> On Monday, Ada Lund wrote:
>> I propose that each driver moves to a repository of its own before the next
>> release, because reviews of the whole tree take weeks and nobody knows all.
>
> That costs us a release manager for every one of them, which we do not have.

One manager can serve several small repositories.
"""
REPLY = f"""\
On Monday, Ada Lund wrote:
{quoted(FIRST, 76)}
That costs us a release manager for every one of them, which we do not have.
"""


def test_depth(links):
    """A quote in a quote is tied to its own author; the answer goes to the nearer one."""
    found = links(
        ("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", REPLY), ("c", "a b", "Cy Dahl", DEEP)
    )
    told = [(each.kind, each.pair, each.text.split()[1]) for each in found if each.pair[0] == "c"]
    assert told == [("quotes", "ca", "I"), ("quotes", "cb", "That"), ("answers", "cb", "manager")]


def test_sibling(links):
    """A quote may come from a mail that is no ancestor, if there is enough of it."""
    other = (
        "Bo asked elsewhere:\n> That costs us a release manager for every one of them\n\nIndeed.\n"
    )
    found = links(
        ("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", REPLY), ("c", "a", "Cy Dahl", other)
    )
    assert ("quotes", "cb") in [(each.kind, each.pair) for each in found]


def test_later_sibling(links):
    """What was written later is nobody's source."""
    early = "> That costs us a release manager for every one of them\n\nWho said that?\n"
    found = links(
        ("a", "", "Ada Lund", PLAN), ("c", "a", "Cy Dahl", early), ("b", "a", "Bo Ek", REPLY)
    )
    assert not [each for each in found if each.pair[0] == "c"]


def test_said_twice(links):
    """Of two mails with the same words the quoted one is the one that is answered."""
    again = "Bo, once more:\n\n" + FIRST + "\n"
    body = f"On Friday, Ada Lund wrote:\n{quoted(FIRST, 60)}\nYes, you said so.\n"
    found = links(
        ("a", "", "Ada Lund", PLAN),
        ("b", "a", "Ada Lund", again),
        ("c", "a b", "Cy Dahl", body),
        ("d", "a", "Dee Ash", body),
    )
    assert {each.pair for each in found if each.kind == "answers"} == {"cb", "da"}


def test_named(links):
    """Where two mails hold the words as well, the name in the attribution decides."""
    common = "The interface must be stable before anything moves out of the tree.\n"
    body = f"On Friday, Bo Ek wrote:\n{quoted(common)}\nYes.\n"
    found = links(
        ("a", "", "Ada Lund", common),
        ("b", "a", "Bo Ek", common),
        ("c", "a", "Dee Ash", common),
        ("d", "", "Cy Dahl", "Nothing here.\n"),
        ("e", "a b c d", "Eve Oak", body),
    )
    assert {each.pair for each in found if each.kind == "quotes"} == {"eb"}


def test_two_blocks(links):
    """A quote over two blocks of its source is tied to both; the answer goes to the last."""
    source = f"""\
> {" ".join(FIRST.split())}

That costs us a release manager for every one of them, which we do not have.

> The interface between the two must then be stable

And who writes the tests that would keep it stable over the years?
"""
    body = """\
On Monday, Bo Ek wrote:
> That costs us a release manager for every one of them, which we do not have.
>
> And who writes the tests that would keep it stable over the years?

The authors of the drivers do.
"""
    found = links(
        ("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", source), ("c", "a b", "Ada Lund", body)
    )
    of_c = [each for each in found if each.pair[0] == "c"]
    assert [(each.kind, each.source.split()[0]) for each in of_c] == [
        ("quotes", "That"),
        ("quotes", "And"),
        ("answers", "And"),
    ]
    assert sum(each.score for each in of_c if each.kind == "quotes") == pytest.approx(1, abs=0.01)


def test_answers_in_between(links):
    """Each own block answers the quote above it; the greeting answers nothing."""
    first, second = PLAN.split("\n\n")
    body = f"""\
Hello all,

On Monday, Ada Lund wrote:
{quoted(first, 70)}
That I like.

{quoted(second, 70)}
That I doubt.
"""
    source = f"{first}\n\n> What about the tests?\n\n{second}"
    found = links(
        ("z", "", "Dee Ash", "What about the tests?\n"),
        ("a", "z", "Ada Lund", source),
        ("b", "z a", "Bo Ek", body),
    )
    told = {each.text.strip(): each.source.split()[0] for each in found if each.pair == "ba"
            and each.kind == "answers"}  # fmt: skip
    assert told == {"That I like.": "I", "That I doubt.": "The"}


def test_top_posted(links):
    """What stands above the whole quote answers it, but less surely."""
    body = f"Sounds good to me.\n\nOn Monday, Ada Lund wrote:\n{textwrap.indent(PLAN, '> ')}"
    found = links(("a", "", "Ada Lund", PLAN), ("b", "a", "Bo Ek", body))
    (told,) = [each for each in found if each.kind == "answers"]
    assert told.text.startswith("Sounds good")
    assert told.score == pytest.approx(0.5, abs=0.01)


def test_signature(links):
    """A signature that is quoted along with words is no source of its own."""
    signed = FIRST + "\n\n-- \nAda Lund, maker of fine drivers since the days of the punched card\n"
    body = f"On Monday, Ada Lund wrote:\n{textwrap.indent(signed, '> ')}\nAgreed, let us.\n"
    found = links(("a", "", "Ada Lund", signed), ("b", "a", "Bo Ek", body))
    assert {each.source.split()[0] for each in found} == {"I"}


SHORT = [
    ("> Why?\n", "Why?\n", True),
    ("> Split it!\n", "I say: split it!\n", True),
    ("> Why?\n", "Because.\n", False),
]


@pytest.mark.parametrize(("text", "source", "found"), SHORT)
def test_short_quote(text, source, found, links):
    """A quote of a word or two is looked for in the mail that is answered."""
    posts = [("a", "", "Ada Lund", source), ("b", "a", "Bo Ek", f"{text}\nBecause of the tests.\n")]
    assert bool(links(*posts)) is found


def test_short_quote_from_anywhere(links):
    """A word or two is not looked for in mails that are not answered."""
    found = links(
        ("a", "", "Ada Lund", "Let us split.\n"),
        ("b", "a", "Bo Ek", "Why would we?\n"),
        ("c", "a", "Cy Dahl", "> Why would we?\n\nBecause of the tests.\n"),
    )
    assert not found


VOCABULARY = [
    f"{one}{two}" for one in "badoku" for two in ("lin", "mor", "tas", "ven", "rix", "pul")
]


@given(
    words=st.lists(st.sampled_from(VOCABULARY), min_size=12, max_size=60, unique=True),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_eight_words(words, data, links):
    """Any eight words in a row find the mail they are from, wrapped as one likes."""
    start = data.draw(st.integers(0, len(words) - 8))
    size = data.draw(st.integers(8, len(words) - start))
    part = " ".join(words[start : start + size])
    body = f"Ada Lund wrote:\n{quoted(part, data.draw(st.integers(10, 80)))}\nSo it is.\n"
    found = links(("a", "", "Ada Lund", " ".join(words) + "\n"), ("b", "a", "Bo Ek", body))
    assert [each.score for each in found if each.kind == "quotes"] == [1.0]


LINES = st.sampled_from(
    ["", "> ", "> > ", "why not", "> why not", "> > we split the tree at last", "-- ", "Ada wrote:"]
)


@given(bodies=st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=6), data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_bodies(bodies, data, links):
    """Whatever is written: scores are shares, and no mail quotes or answers itself."""
    posts = [
        (key, data.draw(st.sampled_from(["", *"abcdef"[:number]])), "Ada Lund", "\n".join(lines))
        for number, (key, lines) in enumerate(zip("abcdef", bodies, strict=False))
    ]
    for each in links(*posts):
        assert 0 < each.score <= 1
        assert each.pair[0] != each.pair[1]


def test_long_thread(links):
    """600 mails that quote each other, all their quotes and all, are tied in seconds."""
    posts = []
    body = ""
    for number in range(600):
        own = " ".join(f"{VOCABULARY[(number * k) % 36]}{number % (k + 3)}" for k in range(1, 60))
        body = textwrap.indent("\n".join(body.splitlines()[-60:]), "> ") + f"\n\n{own}\n"
        posts.append((f"{number:03d}", [f"{number - 1:03d}"] * bool(number), "Ada Lund", body))
    start = time.process_time()
    assert len(links(*posts)) > 600
    assert time.process_time() - start < 10


@pytest.mark.parametrize("hostile", [">" * 100_000, "> " * 50_000, "a" * 100_000, "ab> " * 25_000])
def test_hostile_bodies(hostile, links):
    """A monster of a body takes no time."""
    start = time.process_time()
    links(("a", "", "Ada Lund", hostile), ("b", "a", "Bo Ek", f"> {hostile}\n\nHm.\n"))
    assert time.process_time() - start < 5


ELSEWHERE = [
    ("a passage of another thread", f"Ada wrote last year:\n{quoted(FIRST, 50)}\nSo she did.\n", 2),
    ("trimmed", "> because reviews of the whole tree take weeks and nobody\n\nSo she said.\n", 2),
    ("seven words", "> because reviews of the whole tree take\n\nSo she said.\n", 0),
    ("mended", f"{quoted(FIRST.replace('driver', 'tool').replace('weeks', 'ages'))}\nHm.\n", 2),
    ("words here and there", "> I propose that, as before, each driver has a repository and a\n"
     "> release, with reviews, of course, by whom nobody knows all of the time\n\nHm.\n", 0),
    ("an address of a page", "> https://lists.example.org/a/b/c/d/e/f/g/h/i/j.html\n\nSee.\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "body", "count"), ELSEWHERE)
def test_elsewhere(sentence, body, count, links):
    """A quote of eight words that its thread does not explain is from another, if that has it."""
    source = f"{FIRST}\n\nhttps://lists.example.org/a/b/c/d/e/f/g/h/i/j.html\n"
    posts = [("a", "", "Ada Lund", source), ("b", "", "Bo Ek", body)]
    found = links(*posts, everywhere=True)
    assert len(found) == count
    assert {each.pair for each in found} <= {"ba"}
    assert not links(*posts)


def test_thread_first(links):
    """What its own thread explains is not from elsewhere."""
    body = f"{quoted(FIRST, 50)}\nYes.\n"
    found = links(
        ("a", "", "Ada Lund", FIRST),
        ("b", "", "Ada Lund", FIRST),
        ("c", "b", "Bo Ek", body),
        everywhere=True,
    )
    assert {each.pair for each in found} == {"cb"}
