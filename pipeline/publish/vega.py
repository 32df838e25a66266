"""A chart in the language of Vega-Lite to a file: SVG, PNG or a page of HTML, made offline.

In: the chart, and where it is to be written. Out: a file of the kind its suffix names; UsageError
where that is none of ours or the extra is not installed, PartError where the disk refuses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import parts
from pipeline.errors import PartError, UsageError

# Pixels for each of the picture's, so that a slide or a page in print is sharp.
PNG_SCALE = 3

# A character that no text has and no script of ours uses: it stands for < where that is unsafe.
STAND_IN = "\ue0fe"


def writer(output: Path) -> Callable[[dict[str, Any]], bytes]:
    """What makes a file of the kind that a suffix names; UsageError where it is none of ours."""
    if output.suffix.lower() not in WRITERS:
        raise UsageError(
            f"a chart is {', '.join(WRITERS)}, not {output.suffix or 'a file without a suffix'}",
            hint=f"-o {output.with_suffix('.svg')}",
        )
    return WRITERS[output.suffix.lower()]


def uninstalled() -> UsageError:
    """The error where the extra is missing."""
    return UsageError(
        "charts need two packages that are not installed", hint="pip install 'hansard[charts]'"
    )


def _svg(spec: dict[str, Any]) -> bytes:
    return str(_converter().vegalite_to_svg(spec)).encode()


def _png(spec: dict[str, Any]) -> bytes:
    return bytes(_converter().vegalite_to_png(spec, scale=PNG_SCALE))


def _html(spec: dict[str, Any]) -> bytes:
    """A page with its scripts in it, so that it opens where there is no network."""
    # The chart stands in a script: a title with </script> in it would end that.
    kept = json.dumps(spec, ensure_ascii=False).replace("<", STAND_IN)
    page = str(_converter().vegalite_to_html(kept, bundle=True))
    return page.replace(STAND_IN, "\\u003c").encode()


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise uninstalled() from error
    return vl_convert


WRITERS: dict[str, Callable[[dict[str, Any]], bytes]] = {".svg": _svg, ".png": _png, ".html": _html}


def write(target: Path, made: bytes) -> None:
    """Write a file; PartError where the disk refuses."""
    try:
        with parts.whole(target) as beside:
            beside.write_bytes(made)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartError(f"cannot write {target}: {reason}", hint="choose another file") from error
