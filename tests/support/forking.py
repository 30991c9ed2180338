"""A process that has imported the program already, and forks for each command that a test runs.

A command is a process of its own, as ever, that need not import anything. Its client hands over
words, variables, folder and streams, and ends as the command ended. Linux only.
"""

import atexit
import gc
import json
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.support.places import ROOT

CLIENT = ROOT / "tests" / "support" / "forked_command.py"
RUNS_HERE = sys.platform == "linux"
_IMPORTED = (
    "bot.app", "bot.assistant", "bot.corpus", "bot.answer_log.log", "bot.settings",
    "bot.chat.chat_loop", "bot.cli.batches", "bot.cli.corpus_output", "bot.cli.eval_output",
    "bot.cli.log_output", "bot.cli.progress_bar", "bot.rendering.check_lines",
    "bot.rendering.terminal", "retrieval.ingest.doctor", "retrieval.ingest.rebuild",
    "retrieval.ingest.update", "retrieval.search.searcher", "chromadb", "onnxruntime",
    "py3langid", "tokenizers",
)  # fmt: skip
_LONGEST = 1_000_000  # bytes of the words and variables of a command


@cache
def command() -> list[str]:
    """Return how to call the program here: from a process that has imported it, where that runs."""
    if not RUNS_HERE:
        return [sys.executable, "-m", "bot"]
    return [sys.executable, "-I", "-S", str(CLIENT), _start()]


def write_command(path: Path) -> None:
    """Write a program that calls the program so."""
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def _start() -> str:
    """Start the process that forks, and return the name of its socket; it ends with this one."""
    name = f"majlis-tests-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(f"\0{name}")
        listener.listen(64)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forking", str(listener.fileno())],
            stdin=subprocess.PIPE, pass_fds=[listener.fileno()], cwd=ROOT, start_new_session=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("MAJLIS_")},
        )  # fmt: skip

    @atexit.register
    def stop() -> None:
        process.communicate()

    return name


def _serve(listener: socket.socket) -> None:
    """Fork for each client until the standard input ends; return in a process of a command."""
    for module in _IMPORTED:
        import_module(module)
    language = import_module("retrieval.language.identify").language
    language("It unpacks what it knows at its first call.")
    gc.freeze()  # else each process would copy the memory of what was imported
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in ready:
            break
        client, _ = listener.accept()
        if not os.fork():
            listener.close()
            _attend(client)
            return
        client.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    with suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _attend(client: socket.socket) -> None:
    """Fork once more: return in the command, and stay behind to tell its client how it ended."""
    message, streams, _, _ = socket.recv_fds(client, _LONGEST, 3)
    if pid := os.fork():
        for stream in streams:
            os.close(stream)
        os._exit(_wait(client, pid))
    client.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    words, variables, folder = json.loads(message)
    sys.argv[1:] = words
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process lives
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process lives
    sys.stderr = open(2, "w", 1, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process lives


def _wait(client: socket.socket, pid: int) -> int:
    """Tell a client how its command ended; end it when the client is gone."""
    ending = os.pidfd_open(pid)
    ready, _, _ = select.select([client.fileno(), ending], [], [])
    if ending not in ready:
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(OSError):
        client.send(str(code).encode())
    return 0


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv.pop())))
    from bot.cli.main import main

    main()
