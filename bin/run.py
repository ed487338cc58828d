"""Start every process of SSR on this machine with demo data, or build the demo data anew.

Called by ``make run`` and ``make demo-reset``. The processes are those of the Procfile; a
signal, or the end of any of them, ends them all.
"""

import argparse
import contextlib
import fcntl
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SSR_VAR_DIR", ROOT / "var"))
START_TIMEOUT_SECONDS = 60


def main() -> int:
    arguments = parse_arguments()
    os.chdir(ROOT)
    if arguments.check_port:
        return check_port(arguments.port)
    VAR.mkdir(parents=True, exist_ok=True)
    environment = build_environment(arguments.port)
    if arguments.reset:
        return reset(environment)
    if code := check_port(arguments.port):
        return code
    with shared_lock() as free:
        if not free:
            return say_error("Demodatan byggs om just nu. Vänta tills make demo-reset är klar.")
        welcome = prepare(environment)
        return run(environment, welcome)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000", help="port of the web server")
    parser.add_argument("--check-port", action="store_true", help="only say whether it is free")
    parser.add_argument("--reset", action="store_true", help="build the demo data anew")
    return parser.parse_args()


def say_error(message: str) -> int:
    print(f"SSR: {message}", file=sys.stderr)
    return 1


def check_port(port: str) -> int:
    """Return 0 if the port can be listened on; otherwise say why in one line and return 1."""
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        return say_error(f"PORT ska vara ett tal mellan 1 och 65535, inte ”{port}”.")
    with socket.socket() as probe:
        # As the server does: a port whose last user has just gone is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return say_error(f"Port {port} kräver root. Välj en annan: PORT=8123 make run")
        except OSError:
            return say_error(f"Port {port} är upptagen. Välj en annan: PORT=8123 make run")
    return 0


def build_environment(port: str) -> dict[str, str]:
    """Return the environment of every process; what the caller has set wins."""
    defaults = {
        "DEBUG": "1",
        "SSR_DEMO": "1",
        "SSR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        # Two demos side by side must not share one schedule file.
        "BEAT_SCHEDULE": str(VAR / f"beat-schedule-{port}"),
        "PYTHONUNBUFFERED": "1",
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return defaults | os.environ | {"PORT": port, "PATH": path}


@contextlib.contextmanager
def shared_lock(*, exclusive: bool = False) -> Iterator[bool]:
    """Hold the demo data: shared while it runs, exclusively while it is thrown away."""
    with (VAR / "demo.lock").open("w") as handle:
        try:
            mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            fcntl.flock(handle, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def reset(environment: dict[str, str]) -> int:
    """Throw the demo data away and build it anew."""
    with shared_lock(exclusive=True) as free:
        if not free:
            return say_error("SSR körs. Avsluta det först (Ctrl-C), kör sedan make demo-reset.")
        for data in [*VAR.glob("db.sqlite3*"), *VAR.glob("beat-schedule*")]:
            data.unlink()
        for folder in ("media", "broker"):
            shutil.rmtree(VAR / folder, ignore_errors=True)
        prepare(environment)
    print("SSR: Demodatan är ny. Starta med make run.")
    return 0


def prepare(environment: dict[str, str]) -> str:
    """Bring the database up to date and return the demo's own words about how to sign in.

    :raises SystemExit: if that failed; the words of the failure have then been shown.
    """
    result = subprocess.run(
        [sys.executable, "bin/prepare.py"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "ssr.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        print(result.stdout, file=sys.stderr)
        message = "Databasen kunde inte förberedas (se ovan)."
        if (VAR / "db.sqlite3").exists():
            message += " Börja om med tomma demodata: make demo-reset"
        raise SystemExit(say_error(message))
    return result.stdout


def run(environment: dict[str, str], welcome: str) -> int:
    """Run the processes of the Procfile until a signal comes or one of them ends."""
    # Imported here: --check-port runs before anything is installed.
    from honcho.environ import parse_procfile
    from honcho.manager import Manager

    class Supervisor(Manager):
        def __init__(self) -> None:
            super().__init__()
            # Ask each process, not its children too: they are its own to end, in its order.
            self._procmgr.terminate = lambda pid: os.kill(pid, signal.SIGTERM)

        def terminate(self) -> None:
            # Honcho does not know what to end before every process has told its id.
            if self._all_started():
                super().terminate()
            else:
                threading.Timer(0.1, self.terminate).start()

    multiprocessing.set_start_method("fork")  # honcho's processes are not made for spawn
    manager = Supervisor()
    procfile = parse_procfile((ROOT / "Procfile").read_text())
    for name, command in procfile.processes.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT))
    stopping = threading.Event()
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    start_thread(greet, environment["PORT"], welcome, stopping)
    if "MAKELEVEL" in os.environ:
        start_thread(follow_make, os.getppid())
    manager.loop()
    stopping.set()
    # A stop that was asked for is no failure.
    asked_for = {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if manager.returncode in asked_for else manager.returncode or 1


def greet(port: str, welcome: str, stopping: threading.Event) -> None:
    """Print the address and how to sign in once the web server answers."""
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not stopping.wait(0.2):
        try:
            with urllib.request.urlopen(f"{address}/halsa/", timeout=5):
                break
        except OSError:
            if time.monotonic() > deadline:
                say_error(f"Webbservern svarar inte på {address}/halsa/ – se loggen ovan.")
                return
    else:
        return
    print(f"\nSSR är igång: {address}\n\n{welcome.strip()}\n\nAvsluta med Ctrl-C.\n", flush=True)


def follow_make(make: int) -> None:
    """End everything if make is gone or was interrupted alone, so that nothing is left."""
    while os.getppid() == make and not interrupted(make):
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def interrupted(make: int) -> bool:
    """Return whether make has been told to stop and now waits for us.

    Make does not pass SIGINT on (a terminal gives it to all). It stops catching it, though.
    """
    try:
        status = Path(f"/proc/{make}/status").read_text()
    except OSError:
        return False
    masks = dict(line.split(":\t", 1) for line in status.splitlines())
    bit = 1 << (signal.SIGINT - 1)
    return not (int(masks["SigCgt"], 16) | int(masks["SigIgn"], 16)) & bit


def start_thread(target: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=target, args=arguments, daemon=True).start()


def stop_quietly(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    # Until the processes run: stop at once, taking the command at work along.
    signal.signal(signal.SIGINT, stop_quietly)
    signal.signal(signal.SIGTERM, stop_quietly)
    sys.exit(main())
