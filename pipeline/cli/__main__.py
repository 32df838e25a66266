"""`python -m pipeline.cli` is `hansard`."""

from pipeline.cli import main

main()
