"""A free port of this machine, and a server that comes up there.

In: a port. Out: once something answers at it, nothing; TimeoutError where nothing comes.
"""

from __future__ import annotations

import socket
import time

LOOK = 0.05  # seconds from one look to the next


def free() -> int:
    """A port at which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(port: int, seconds: float = 30) -> None:
    """Wait until a server answers at a port."""
    for _ in range(round(seconds / LOOK)):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(LOOK)
    raise TimeoutError(f"nothing answers at port {port} after {seconds} s")
