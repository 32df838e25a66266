"""What became of PEPs, told from two lists alone, beside the status in the table of PEPs.

    python bench/peps.py CORPORA

CORPORA is the folder of real archives. About 11,000 mails are read from bytes, which takes longer
than `hansard evaluate` should; every PEP is listed with the mails that our outcome rests on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.learn import evaluate, peps


def main(arguments: Sequence[str]) -> None:
    """Print the figures, then every PEP."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    found = peps.peps(Path(arguments[0]))
    print(evaluate.text(peps.measures(found)))
    for each in found:
        mark = " " if each.ours == each.status else "!"
        print(f"{mark} PEP {each.number}: {each.status}, ours {each.ours}, votes {each.votes:+d}")
        for made in each.proposals:
            print(f"      {made.message}  {made.outcome}  {made.outcome_message or ''}")


if __name__ == "__main__":
    main(sys.argv[1:])
