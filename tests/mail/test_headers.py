"""Fields, ids, names and subjects, as they are met."""

from __future__ import annotations

import pytest

from pipeline.mail import headers


@pytest.mark.parametrize(
    ("block", "fields", "lines"),
    [
        (b"From: a\nSubject: b", {"from": ["a"], "subject": ["b"]}, 2),
        (b"Subject: a\n b\n\tc", {"subject": ["a b c"]}, 3),
        (b"Message-ID:\n <a@example.org>", {"message-id": ["<a@example.org>"]}, 2),
        (b"SUBJECT : a: b", {"subject": ["a: b"]}, 1),
        (b"Received: 1\nReceived: 2", {"received": ["1", "2"]}, 2),
        (b">From b Thu\nSubject: a", {"subject": ["a"]}, 2),
        (b"Subject: a\nHello Ann,", {"subject": ["a"]}, 1),
        (b" folded: from nothing\nSubject: a", {"subject": ["a"]}, 2),
        (b"", {}, 1),
    ],
)
def test_fields(block: bytes, fields: dict[str, list[str]], lines: int) -> None:
    """Names in lower case, values unfolded; the header ends at a line that is no field."""
    assert headers.fields(block) == (fields, True, lines)


def test_raw_bytes() -> None:
    """Each field is decoded by itself: they come from different programs."""
    block = "From: José\n".encode() + "Subject: Añadir".encode("latin-1")
    fields, honest, _ = headers.fields(block)
    assert (fields, honest) == ({"from": ["José"], "subject": ["Añadir"]}, False)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?Jos=C3=A9_Ruiz?=", "José Ruiz"),
        ("=?UTF-8?B?Sm9zw6k=?=", "José"),
        ("=?utf-8?B?Sm9zw6k?=", "José"),
        ("=?iso-8859-1?Q?a?= =?iso-8859-1?Q?b?=", "ab"),
        ("=?utf-8?q?a?=\t=?utf-8?q?b?= c", "ab c"),
        ("=?us-ascii*en?Q?Keith_Moore?=", "Keith Moore"),
        ("x=?utf-8?q?y?=z", "xyz"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?klingon?q?abc?=", "abc"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("=?utf-8?b?!?=", ""),
        ("=?utf-8?q?=ZZ?=", "=ZZ"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?koi8-r?b?9MXT1A==?=", "Тест"),
        ("=?windows-1252?q?=93a=94?=", "“a”"),
    ],
)
def test_encoded_words(value: str, plain: str) -> None:
    """RFC 2047, with what mailers make of it; what is broken stays as it is."""
    assert headers.unworded(value) == plain


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        (["<a@example.org>"], ("a@example.org",)),
        (["<a@x> <b@x>\t<c@x>"], ("a@x", "b@x", "c@x")),
        (["<a@x><b@x>"], ("a@x", "b@x")),
        (["<a@x> <a@x>"], ("a@x",)),
        (['<a@x> (Ann Berg\'s message of "Thu, 4 Sep 2014 23:22:18 +0200")'], ("a@x",)),
        (['Your message of "Thu, 04 Sep 2014 23:22:18 +0200."\n <a@x>'], ("a@x",)),
        (["Message from Ann <ann@example.org> of Thu <a@x>"], ("a@x",)),
        (["<a at example.org>"], ("a@example.org",)),
        (["<n@me @end|ng |rom ex@mp|e@org>"], ("n@me@ex@mp|e@org",)),
        (["123.456@example.org"], ("123.456@example.org",)),
        (["Ann's message of Thu, 4 Sep 2014"], ()),
        (["6667"], ()),
        ([""], ()),
        ([], ()),
    ],
)
def test_ids(values: list[str], ids: tuple[str, ...]) -> None:
    """Ids in order, once each, whatever is written around them."""
    assert headers.ids(values) == ids


@pytest.mark.parametrize(
    ("values", "message_id"),
    [
        (["<a@x>"], "a@x"),
        (["bare.id@x"], "bare.id@x"),
        (["<no-at-sign>"], "no-at-sign"),
        (["", "<b@x>"], "b@x"),
        (["<>"], ""),
        ([], ""),
    ],
)
def test_message_id(values: list[str], message_id: str) -> None:
    """A mail's own id is only taken out of its brackets, and never invented."""
    assert headers.message_id(values) == message_id


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("ann at example.org (Ann Berg)", "Ann Berg", "ann@example.org"),
        ("Ann.Berg at Example.ORG (Ann Berg)", "Ann Berg", "ann.berg@example.org"),
        ("ann en example.org (=?utf-8?q?Ana_Mu=C3=B1oz?=)", "Ana Muñoz", "ann@example.org"),
        ("ann на example.org (Анна)", "Анна", "ann@example.org"),
        ("n@me @end|ng |rom ex@mp|e@org (Ann Berg)", "Ann Berg", "n@me@ex@mp|e@org"),
        ("Ann Berg <ann@example.org>", "Ann Berg", "ann@example.org"),
        ('"Berg, Ann" <ann@example.org>', "Berg, Ann", "ann@example.org"),
        ("'Ann Berg' <ann at example.org>", "Ann Berg", "ann@example.org"),
        ("Ann Berg <ann(a)example.org>", "Ann Berg", "ann@example.org"),
        ("ann\uff20example.org", "", "ann@example.org"),
        ("Ann (a) Berg <ann@example.org>", "Ann (a) Berg", "ann@example.org"),
        ("<ann@example.org>", "", "ann@example.org"),
        ("ann@example.org", "", "ann@example.org"),
        ("ann at example.org", "", "ann@example.org"),
        ("root at localhost (root)", "root", "root@localhost"),
        ("ann@example.org (Ann (the) Berg)", "Ann (the) Berg", "ann@example.org"),
        ("ann@example.org (ann@example.org)", "", "ann@example.org"),
        ("ann at example.org (ann at example.org)", "", "ann@example.org"),
        ("ann at example.org (Ann Berg <ann@example.org>)", "Ann Berg", "ann@example.org"),
        ("ann at example.org (,,,)", "", "ann@example.org"),
        ("bogus@does.not.exist.com ()", "", ""),
        ("Sam van Doe", "Sam van Doe", ""),
        ("=?utf-8?q?=C5=81?= <l@example.org>", "Ł", "l@example.org"),
        ("ann@exam... (Ann Berg)", "Ann Berg", "ann@exam..."),
        ("ann@exam... (ann@example.org)", "", "ann@example.org"),
        ("ann@example.org (other@example.org)", "", "ann@example.org"),
        ("ann at example.org ((Ann Berg))", "Ann Berg", "ann@example.org"),
        ("Ann at  (Ann)", "Ann", ""),
        ("", "", ""),
        ("<", "", ""),
    ],
)
def test_author(value: str, name: str, address: str) -> None:
    """Name and address, in all the ways in which archivers write them."""
    assert headers.author(value) == (name, address)


@pytest.mark.parametrize(
    ("name", "address", "reply_to", "expected"),
    [
        ("Ann via Nova-dev", "nova-dev@example.org", "", ("Ann", "")),
        ("Ann via nova-dev", "nova-dev@example.org", "Ann <ann@x.org>", ("Ann", "ann@x.org")),
        ("Ann via Nova-dev", "nova-dev@example.org", "nova-dev@example.org", ("Ann", "")),
        ("Ann via Sofia", "ann@example.org", "", ("Ann via Sofia", "ann@example.org")),
        ("Ann", "nova-dev@example.org", "", ("Ann", "nova-dev@example.org")),
    ],
)
def test_a_list_in_the_place_of_the_author(
    name: str, address: str, reply_to: str, expected: tuple[str, str]
) -> None:
    """A list that forwards under its own address is nobody's address."""
    assert headers.unforwarded(name, address, reply_to) == expected


@pytest.mark.parametrize(
    ("value", "list_id", "subject", "base", "labels"),
    [
        ("[nova-dev] [libvirt] Split it", "nova-dev", None, "Split it", ("libvirt",)),
        ("Re: [nova-dev] [libvirt] Split it", "nova-dev", None, "Split it", ("libvirt",)),
        ("[nova-dev] Re: [a][b] AW: x", "nova-dev", None, "x", ("a", "b")),
        ("[Nova-Dev] x", "nova-dev", None, "x", ()),
        ("[Nd] x", "nova-dev", None, "x", ()),
        ("[Nova] x", "nova-dev", None, "x", ()),
        ("[dev] x", "nova-dev", None, "x", ("dev",)),
        ("[NóvaDev] x", "nova-dev", None, "x", ()),
        ("Re[2]: x", "nova-dev", None, "x", ()),
        ("RE: FW: x (fwd)", "nova-dev", None, "x", ()),
        ("  a\t b ", "nova-dev", "a b", "a b", ()),
        ("Re:", "nova-dev", None, "", ()),
        ("[RFC]", "nova-dev", None, "[RFC]", ()),
        ("Return of x", "nova-dev", None, "Return of x", ()),
        ("=?utf-8?q?=5Ba=5D_=C3=A9?=", "nova-dev", "[a] é", "é", ("a",)),
        ("", "nova-dev", None, "", ()),
    ],
)
def test_subject(
    value: str, list_id: str, subject: str | None, base: str, labels: tuple[str, ...]
) -> None:
    """The base subject is without Re:, list tag and labels (RFC 5256)."""
    expected = value if subject is None else subject
    assert headers.subject(value, list_id)[:3] == (expected, base, labels)
