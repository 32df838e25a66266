"""The command `hansard`: the only room that parses arguments and picks exit codes.

A module for each kind of command; the order of the imports below is that of the help. What a
command needs is imported when it runs, so that help is quick.
"""

from pipeline.cli import gather, ask, read, ideas, share, teach, label  # isort: skip
from pipeline.cli.exits import ended, main
from pipeline.cli.options import app

__all__ = ["app", "ask", "ended", "gather", "ideas", "label", "main", "read", "share", "teach"]
