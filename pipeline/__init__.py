"""hansard: mailing-list archives to proposals and positions in one DuckDB file."""

__version__ = "0.1.0"
