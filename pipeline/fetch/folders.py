"""What of a file or folder is mail, and how it is cut into archives.

In: a path. Out: what was found there, in the order of months, and the names of files that are no
mail. FetchError where nothing is. A folder is a Maildir, a copy of a pipermail site (texts, or a
folder of pages for each month), a month of one, or files each told by its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urljoin

from pipeline.errors import FetchError
from pipeline.fetch import gzipped, kinds, months
from pipeline.mail import page

# The files that archivers name by month, the best first: plain text is newer than packed.
TEXT = re.compile(
    r"(?P<stem>.+?)(?P<ending>\.txt|\.text|\.mbox|\.txt\.gz|\.mbox\.gz|\.gz)", re.IGNORECASE
)
ENDINGS = (".txt", ".text", ".mbox", ".txt.gz", ".mbox.gz", ".gz")
MESSAGE = re.compile(r"\d{4,}\.html?", re.IGNORECASE | re.ASCII)
INDEX = ("thread.html", "index.html", "date.html", "subject.html", "author.html")

# What a message page says of where it was: Mailman writes the address of the month's index.
PUBLIC = re.compile(
    rb"<link\s+rel=\"?index\"?\s+href=\"(https?://[^\"<>\s]{1,500})\"", re.IGNORECASE
)
LIST_OF = re.compile(r"/pipermail/(?:private/)?(?P<name>[^/]+)/")

# What a list puts before each subject; only to tell the user how the list may be called.
TAG = re.compile(r"\s*(?:Re:\s*)?\[(?P<name>[\w.+-]{2,60})\]", re.IGNORECASE)

# So many names are enough to tell which folders are meant.
SHOWN = 3

# The first bytes of what is often taken for mail, and what to call it.
STRANGE = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PK\x03\x04": "a zip file: unpack it first",
    b"BZh": "packed with bzip2: unpack it first",
    b"\xfd7zXZ": "packed with xz: unpack it first",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it first",
    b"!BDN": "an Outlook file: export it as mbox first",
    b"\xff\xfe": "text in UTF-16: save it as UTF-8 first",
    b"\xfe\xff": "text in UTF-16: save it as UTF-8 first",
    gzipped.MAGIC: f"packed more than {gzipped.DEEPEST} times",
}


@dataclass(frozen=True, slots=True)
class Found:
    """An archive on the disk: `single` where it is one file, `tag` a hint of the list's name.

    `told` is what to call it where it is only a place of work, `home` where its mails have pages;
    `whole` is False where it is packed and the end is missing.
    """

    month: str
    kind: str
    files: tuple[Path, ...]
    list_id: str = ""
    index: Path | None = None
    index_url: str = ""
    single: bool = True
    tag: str = ""
    told: str = ""
    home: str = ""
    whole: bool = True


def found(path: Path) -> tuple[list[Found], list[str]]:
    """The archives at a path, and the files that are no mail."""
    if path.is_file():
        one = _file(path)
        if one is None:
            raise _no_mail(path)
        return [one], []
    if not path.is_dir():
        raise FetchError(f"{path} is neither a file nor a folder",
                         hint="give an mbox, a page, a Maildir or a folder of months")  # fmt: skip
    many, left_out = _folder(path)
    if not many:
        raise _no_mail_in(path, left_out)
    return sorted(many, key=lambda each: months.order(each.month)), left_out


def read(path: Path) -> bytes:
    """The bytes of a file; FetchError where it cannot be read."""
    with _readable(path):
        return path.read_bytes()


def _entries(path: Path) -> list[Path]:
    """What is in a folder, in the order of names, without what is hidden."""
    with _readable(path):
        return sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FetchError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="check the path and its permissions",
        ) from error


def _folder(path: Path) -> tuple[list[Found], list[str]]:
    if (path / "cur").is_dir() or (path / "new").is_dir():
        return _maildir(path), []
    entries = _entries(path)
    if months.month(path.name) and any(MESSAGE.fullmatch(entry.name) for entry in entries):
        return _with_list([_pages(path)], path.parent.name), []
    texts: dict[str, list[Path]] = {}
    folders: dict[str, Path] = {}
    others: list[Path] = []
    for entry in entries:
        name = _month_of(entry)
        if name and entry.is_dir():
            folders[name] = entry
        elif name:
            texts.setdefault(name, []).append(entry)
        elif entry.is_file():
            others.append(entry)
    monthly: list[Found] = []
    left_out: list[str] = []
    for name in {**texts, **folders}:
        month = _month(name, texts.get(name, []), folders.get(name))
        if month:
            monthly.append(month)
        else:
            left_out += [text.name for text in texts.get(name, [])]
    loose, strange = _loose(others)
    named = _with_list(monthly, path.name) + _with_list(loose, path.name if monthly else "")
    return named, left_out + strange


def _month_of(entry: Path) -> str:
    """The month that a file or folder is named by, empty where it is not."""
    if entry.is_dir():
        return months.month(entry.name)
    text = TEXT.fullmatch(entry.name)
    return months.month(text["stem"]) if text else ""


def _text_rank(file: Path) -> int:
    text = TEXT.fullmatch(file.name)
    return ENDINGS.index(text["ending"].lower()) if text else len(ENDINGS)


def _with_list(many: Sequence[Found], name: str) -> list[Found]:
    """The archives, those that do not tell their list given the name of their folder."""
    if not name:
        return list(many)
    return [replace(each, list_id=each.list_id or months.own(name)) for each in many]


def _month(name: str, texts: Sequence[Path], folder: Path | None) -> Found | None:
    """A month as its text, with the index beside it, else as its pages; none where both lack."""
    index = _index(folder) if folder else (None, "")
    for file in sorted(texts, key=_text_rank):
        plain, whole = gzipped.unpacked(read(file))
        kind = kinds.kind(file.name, plain)
        if kind in ("text", "mbox"):
            return Found(name, kind, (file,), index=index[0], index_url=index[1], whole=whole)
        if kind == "page":
            return replace(_one(file, kind, plain), month=name, whole=whole)
    return _pages(folder) if folder and index[0] else None


def _pages(folder: Path) -> Found:
    """A folder of message pages."""
    files = [entry for entry in _entries(folder) if MESSAGE.fullmatch(entry.name)]
    files.sort(key=lambda file: (int(file.name.partition(".")[0]), file.name))
    index, url = _index(folder)
    name = months.month(folder.name)
    return Found(name, "pages", tuple(files), index=index, index_url=url, single=False)


def _index(folder: Path) -> tuple[Path | None, str]:
    """The best index page of a folder of messages, and its public address as far as it is told."""
    first = next((entry for entry in _entries(folder) if MESSAGE.fullmatch(entry.name)), None)
    index = next((folder / name for name in INDEX if (folder / name).is_file()), None)
    if first is None and index is None:
        return None, ""
    told = PUBLIC.search(gzipped.unpacked(read(first))[0]) if first else None
    if index is None:
        return None, ""
    if told:
        return index, urljoin(told[1].decode("ascii", "replace"), index.name)
    return index, index.as_uri()


def _maildir(path: Path) -> list[Found]:
    """A Maildir: one archive of its mails, in the order of delivery, as their names tell."""
    parts = [path / part for part in ("cur", "new") if (path / part).is_dir()]
    files = [file for part in parts for file in _entries(part) if file.is_file()]
    if not files:
        return []
    files.sort(key=lambda file: (_delivered(file.name), file.name))
    return [_mails(path, files, _list_of("mail", gzipped.unpacked(read(files[0]))[0]))]


def _delivered(name: str) -> int:
    seconds = name.partition(".")[0]
    return int(seconds) if re.fullmatch(r"[0-9]{1,12}", seconds) else 0


def _mails(path: Path, files: Sequence[Path], name: str) -> Found:
    """Files of one mail each, as one archive named like their folder."""
    month = months.month(path.name) or months.own(path.name)
    return Found(month, "maildir", tuple(files), list_id=name, single=False)


def _loose(files: Sequence[Path]) -> tuple[list[Found], list[str]]:
    """Files that are named by no month: each an archive, but single mails of a folder are one."""
    found: list[Found] = []
    left_out: list[str] = []
    for file in files:
        one = _file(file) if file.is_file() else None
        if one:
            found.append(one)
        elif file.name not in (*INDEX, "robots.txt"):
            left_out.append(file.name)
    mails = [one for one in found if one.kind == "maildir"]
    if len(mails) > 1:
        found = [one for one in found if one.kind != "maildir"]
        told = {one.list_id for one in mails if one.list_id}
        # Mails of several lists are of none of them: their folder needs a name from its user.
        name = told.pop() if len(told) == 1 else ""
        files = [one.files[0] for one in mails]
        found.append(_mails(files[0].parent, files, name))
    return found, left_out


def _file(path: Path) -> Found | None:
    plain, whole = gzipped.unpacked(read(path))
    kind = kinds.kind(path.name, plain)
    return replace(_one(path, kind, plain), whole=whole) if kind else None


def _one(path: Path, kind: str, plain: bytes) -> Found:
    """A file as an archive, named by its month where its name is one."""
    text = TEXT.fullmatch(path.name)
    stem = text["stem"] if text else path.stem
    subject = page.message(plain).subject if kind == "page" else ""
    tag = TAG.match(subject)
    return Found(
        month=(months.month(stem) if kind != "page" else "") or months.own(stem),
        kind="maildir" if kind == "mail" else kind,
        files=(path,),
        list_id=_list_of(kind, plain),
        tag=tag["name"] if tag else "",
    )


def _list_of(kind: str, plain: bytes) -> str:
    """The list that a file says it is of, empty where it does not."""
    if kind == "page":
        told = PUBLIC.search(plain)
        place = LIST_OF.search(told[1].decode("ascii", "replace")) if told else None
        return months.own(unquote(place["name"])) if place else ""
    told_by_mail = kinds.list_id(plain) if kind in ("mbox", "mail") else ""
    return months.own(told_by_mail) if told_by_mail else ""


def _no_mail_in(path: Path, left_out: Sequence[str]) -> FetchError:
    maildir = ("cur", "new", "tmp")
    below = [each for each in _entries(path) if each.is_dir() and each.name not in maildir]
    if not left_out and not below:
        told = ", it is empty"
    elif not left_out:
        told = f" itself, only folders: {', '.join(entry.name for entry in below[:SHOWN])}"
    else:
        told = f": {left_out[0]} and the like are none"
    hint = "give a folder of months (2014-September.txt), a Maildir, an mbox or a page"
    return FetchError(
        f"there is no mail in {path}{told}",
        hint=f"one of its folders, such as {below[0]}" if below else hint,
    )


def _no_mail(path: Path) -> FetchError:
    content = read(path)
    plain, _ = gzipped.unpacked(content)
    strange = next((words for magic, words in STRANGE.items() if plain.startswith(magic)), "")
    if not plain and content:
        told = "it is packed, and broken or unpacks to far more than mail does"
    elif not plain.strip():
        told = "it is empty"
    elif strange:
        told = f"it is {strange}"
    elif kinds.is_html(plain):
        told = "it is a page, but not of a message"
    else:
        told = "it has no header, no separator, and is no page of a message"
    return FetchError(
        f"{path} is no mail: {told}",
        hint="give an mbox, a month's text, a mail, a saved message page, or a folder of them",
    )
