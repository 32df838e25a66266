"""The demo's mail as the program reads it, up to who wrote what in answer to whom."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime

import make as demo_make  # conftest.py has put its folder on the path
import pytest
import run as demo_run

from pipeline.fetch import source, stored
from pipeline.mail import archive, quote
from pipeline.records import Archive, Head, columns
from pipeline.thread import copies, people, thread

# What is not the author's own: quoted lines, and all below a mail program's block.
QUOTED = re.compile(r"\s*(?:>|\||[A-Z]{2}>)")
BLOCK = re.compile(r"^(?:-----Original Message-----|_{32,})$", re.MULTILINE)
ATTRIBUTION = re.compile(
    r"(?:wrote|writes|écrit|escribió) ?:$|wrote on [\d/-]+:$"
    r"|^Am .* schrieb .*:$|^On .* at \d.* \w+$"
)


@pytest.fixture(scope="module")
def read(tmp_path_factory, articles):
    """Each mail as it was read from the served site, beside the article it was."""
    data = tmp_path_factory.mktemp("demo")
    with demo_run.served(demo_run.HERE / "site") as address:
        for list_id in demo_make.LISTS:
            source.fetch(f"{address}/pipermail/{list_id}/", data)
    pairs = []
    for list_id in demo_make.LISTS:
        for row in stored.recorded(data, list_id):
            parsed = archive.parsed(stored.content(data, row), row).messages
            found = [message for message in parsed if not inside_a_digest(message)]
            wanted = [a for a in articles if (a.list_id, month(a.folder)) == (list_id, row.month)]
            assert len(found) == len(wanted), (list_id, row.month)
            pairs += zip(found, wanted, strict=True)
    return pairs


@pytest.fixture(scope="module")
def heads(read):
    """What threading and naming take of the mails."""
    return [Head(*[getattr(message, name) for name in columns(Head)]) for message, _ in read]


@pytest.fixture(scope="module")
def copied(heads):
    """Copies and what they copy."""
    return {copy.message: copy.duplicate_of for copy in copies.copies(heads)}


def inside_a_digest(message):
    """True for a mail that was taken out of a digest, here a copy of one that is there anyway."""
    if "." not in message.message.rpartition("/")[2]:
        return False
    assert message.duplicate_of
    return True


def month(folder):
    """The month as hansard names it."""
    return f"{datetime.strptime(folder, '%Y-%B'):%Y-%m}"


def folded(text):
    """Text without regard to white space."""
    return " ".join(text.split())


def test_every_mail_is_read(read, articles):
    """As many mails as deliveries, in their order, from every archive."""
    assert [a.number for _, a in read if a.list_id == "kestrel"] != []
    assert len(articles) == len(read) == 143


def test_headers_and_bodies_are_right(read):
    """Id, author, subject and text are what was sent, whatever way the month was served."""
    for message, article in read:
        mail = article.mail
        assert mail.message_id.strip("<>") == message.message_id
        assert mail.address == message.address
        assert message.name == ("" if mail.name == mail.address else mail.name)
        assert folded(article.subject) == folded(message.subject)
        assert folded(demo_make._obscured(mail.body)) == folded(message.body)


def test_dates_are_right_where_something_tells(read):
    """All but two mails have the date they were sent; a wrong one is not believed, nor invented."""
    wrong = {
        article.mail.key: (message.sent_at, message.sent_from)
        for message, article in read
        if message.sent_at != article.sent.replace(tzinfo=None)
    }
    assert wrong == {
        "s12": (None, "none"),  # 1970: alone in its archive, it has no neighbours either
        "u03": (datetime(2024, 2, 5, 4, 0, 5), "separator"),  # which has no zone
    }


# Mails that are known to have no permalink, and why.
UNLINKED = {"b05": "twice in a month: the index names two pages, and one mail asks for them"}


def test_permalinks(read):
    """Every mail has the address of a page that shows it; that of copies may be that of another."""
    pages = {}
    for _, article in read:
        pages.setdefault((article.list_id, article.mail.key), set()).add(article.page)
    unlinked = []
    for message, article in read:
        if not message.url:
            unlinked.append(article.mail.key)
        else:
            assert f"/{article.list_id}/{article.folder}/" in message.url
            assert message.url.rpartition("/")[2] in pages[article.list_id, article.mail.key]
    assert set(unlinked) <= set(UNLINKED)


def test_a_month_of_pages_gives_what_its_text_would(read, articles):
    """What March's pages tell is what its text would have told, but for the references."""
    march = [a for a in articles if (a.list_id, a.folder) == ("kestrel", "2024-March")]
    text = b"".join(demo_make._text(article) for article in march)
    row = Archive(
        list_id="kestrel", month="2024-03", kind="text", url="", path="", index_path="",
        index_url="", sha256="", index_sha256="", bytes=len(text), etag="", last_modified="",
        fetched_at=datetime(2026, 1, 1),
    )  # fmt: skip
    parsed = archive.parsed(archive.Content(main=text), row).messages
    expected = [message for message in parsed if not inside_a_digest(message)]
    actual = [message for message, article in read if article in march]
    same = ("message_id", "name", "address", "sent_at", "subject", "base_subject", "body_sha256")
    assert [[getattr(m, name) for name in same] for m in expected] == [
        [getattr(m, name) for name in same] for m in actual
    ]


def test_copies_are_found(read, copied):
    """The copies in a month, in the next one and on the other list, and no other."""
    found = [
        (article.mail.key, article.list_id, article.folder)
        for message, article in read
        if message.message in copied or message.duplicate_of
    ]
    assert sorted(found) == [
        ("b05", "kestrel", "2024-February"),
        ("f01", "kestrel-announce", "2024-March"),
        ("r07", "kestrel-announce", "2024-February"),
        ("v14", "kestrel", "2024-March"),
    ]


def test_people(heads):
    """Eighteen persons; two addresses of one name, and two names of one address, are one."""
    persons, identities = people.persons(heads)
    assert len(persons) == 18
    whose = {(one.name, one.address): one.person for one in identities}
    for name, one, other in (
        ("Hanna Lindqvist", "hanna@fjordbyte.example", "hlindqvist@kestrel.example"),
        ("Priya Raman", "priya@cobaltcloud.example", "priya.raman@home.example"),
        ("Sam Okafor", "sam@okafor.example", "sam.okafor@gridhaus.example"),
    ):
        assert whose[name, one] == whose[name, other]
    tomas = "tomas@echeverria.example"
    assert whose["Tomás Echeverría", tomas] == whose["Tomas Echeverria", tomas]


# Answers whose parent the archive does not tell: what is true, and why no program can know.
UNTOLD = {
    "s23": "neither reference nor Re:, so that any earlier mail of the subject will do",
    "u02": "answers a mail without an id, in two words",
    "n08": "answers what was in the digest, of which only the subject tells",
}


def test_parents(read, heads, copied, mails):
    """Every mail stands under the one it answers, but for three that nothing ties to it."""
    key_of = {message.message: article.mail.key for message, article in read}
    firsts = [head for head in heads if head.message not in copied]
    _, places = thread.places(firsts)
    thread_of = {key_of[place.message]: place.thread for place in places}
    wrong = {
        key_of[place.message]
        for place in places
        if mails[key_of[place.message]].fields.get("Reply") != key_of.get(place.parent)
    }
    assert wrong <= set(UNTOLD)
    assert thread_of["s23"] == thread_of["s01"]
    assert thread_of["s12"] == thread_of["s01"]
    assert thread_of["m16"] == thread_of["m01"]


def test_own_words(read):
    """All that an author typed is theirs, and nothing that they quoted."""
    for message, article in read:
        if article.mail.key in {"o04", "n07"} or "diff --git" in message.body:
            continue  # HTML left as it was, a digest, a patch: whose words those are is open
        own = folded(
            "".join(
                message.body[block.start_char : block.end_char]
                for block in quote.blocks(message.message, message.body)
                if block.kind in ("own", "signature", "code", "footer", "attachment")
            )
        )
        for line in BLOCK.split(message.body)[0].splitlines():
            if len(line) < 40 or ATTRIBUTION.search(line):
                continue  # too short to be found only where it stands
            assert (folded(line) in own) == (not QUOTED.match(line)), (article.mail.key, line)


def test_the_text_of_a_month_can_be_unpacked_by_anything():
    """Gzip files bear no time, so that the same mails give the same bytes."""
    for path in (demo_make.SITE / "pipermail").glob("*/*.txt.gz"):
        content = path.read_bytes()
        assert content[4:8] == bytes(4)
        assert gzip.decompress(content).startswith(b"From ")
    assert demo_make.SUMMER.tzinfo is UTC
