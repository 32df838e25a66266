"""How faithfully mail is read: every figure, beside every tool that is here, in one command.

    python bench/fidelity.py CORPORA

CORPORA is the folder of real archives and labelled mail. Printed are, on the same mail for all:

1. separators, own words and speed beside Python's mailbox, the rules of public-inbox and Mailman's
   cleanarch, email-reply-parser, mail-parser-reply, quotequail and talon (bench/ownwords.py says
   how to have them);
2. threads beside notmuch, and parents beside pipermail's own pages (bench/threads.py);
3. what `hansard evaluate` prints of fidelity: own words, quotes and parents found again when they
   are hidden, persons of made-up lists.

A tool that is not installed is named, and left out.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import ownwords
import threads

from pipeline.learn import ablation, evaluate, madeup

# The lists on which threads are compared with notmuch's, where they are there.
LISTS = (
    "python-committers", "python-dev", "twisted-pipermail/twisted-python", "ksummit",
    "berlios/ion-general",
)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Print every figure that the folder allows."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    corpora = Path(arguments[0])
    lists = [folder for name in LISTS if (folder := corpora / name).is_dir()]
    archives = sorted({file.parent for file in corpora.rglob("*") if file.suffix in ownwords.KINDS})
    ownwords.main([str(corpora), *map(str, archives)])
    print("\n## Threads\n", flush=True)
    threads.main([str(folder) for folder in lists])
    print("\n## By ourselves\n", flush=True)
    print(evaluate.text([*ablation.measures(corpora), *madeup.measures()]))


if __name__ == "__main__":
    main(sys.argv[1:])
