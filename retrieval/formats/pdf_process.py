"""Ask a process of its own about a PDF, so that a hostile one harms nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from retrieval.formats.extracted import UnreadableError

_ROOT = Path(__file__).parents[2]
_INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME", "TESSDATA_PREFIX", "TMPDIR",
              "SYSTEMROOT")  # fmt: skip
_CHILD = "retrieval.formats.pdf_child"


def ask_about_pdf(
    content: bytes, request: dict[str, Any], *, patience_s: float
) -> tuple[dict[str, Any], bytes]:
    """Return the reply to a request, and a picture if it wants one; raises UnreadableError.

    `pdf_child` describes both.
    """
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    places = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    try:
        run = subprocess.run(
            [sys.executable, "-P", "-m", _CHILD],
            input=json.dumps(request).encode() + b"\n" + content,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=patience_s,
            env=environment,
        )  # fmt: skip
        head, _, picture = run.stdout.partition(b"\n")
        reply: dict[str, Any] = json.loads(head)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"it takes more than {patience_s:g} seconds to read") from error
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise UnreadableError("it is damaged so that its reader gives up") from error
    if problem := reply.get("problem"):
        raise UnreadableError(problem)
    return reply, picture
