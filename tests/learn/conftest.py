"""The folders of helpers that these tests share with others."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in ("learn", "debate"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
