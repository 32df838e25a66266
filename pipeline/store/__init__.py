"""One DuckDB file that answers SQL."""
