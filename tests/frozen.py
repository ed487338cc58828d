"""A way to the database that can be frozen: it takes what is said, and says nothing back."""

import contextlib
import socket
import threading
from typing import Any, Self


class FrozenProxy:
    """Passes on bytes between loopback and PostgreSQL until it is frozen.

    As when a server stops or a firewall swallows what it says: connections stand, and the kernel
    acknowledges what comes, so that no limit of TCP ever notices.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._target = (config["HOST"], int(config["PORT"]))
        self._moving = threading.Event()
        self._moving.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._moving.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def freeze(self) -> None:
        """Say nothing more."""
        self._moving.clear()

    def thaw(self) -> None:
        """Go on where it stopped."""
        self._moving.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._sockets += [client, server]
                for source, goal in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, goal), daemon=True).start()

    def _pass_on(self, source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self._moving.wait()
                goal.sendall(data)
            goal.shutdown(socket.SHUT_RDWR)
