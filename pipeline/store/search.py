"""Full text in plain SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the index of the mails that are in the database."""
