"""An archive's bytes to its messages: what goes in and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Attachment, Defect, Message


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one archive: unpacked text or mbox, or pages by file name, and its index page."""

    main: bytes = b""
    pages: tuple[tuple[str, bytes], ...] = ()
    index: bytes = b""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of one archive."""

    messages: list[Message]
    attachments: list[Attachment]
    defects: list[Defect]
