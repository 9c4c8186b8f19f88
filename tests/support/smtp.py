#!/usr/bin/python3
"""A real SMTP server on loopback for suites that are not written in Python: `smtp.py FOLDER` prints its port, takes every mail,
and keeps each as FOLDER/NNNNNN.json (recipient and bytes, base64) until its standard input is closed."""
import asyncio
import base64
import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from support import house  # noqa: E402

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP  # noqa: E402

logging.disable(logging.CRITICAL)


class Keeper:
    def __init__(self, folder):
        self.folder, self.count = folder, 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        letter = {"to": envelope.rcpt_tos[0], "bytes": base64.b64encode(envelope.content).decode()}
        new = self.folder / "new"
        new.write_text(json.dumps(letter))
        new.rename(self.folder / f"{self.count:06}.json")
        await asyncio.sleep(0)
        return f"250 2.0.0 queued as Q{self.count}"


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    controller = Server(Keeper(folder), hostname="127.0.0.1", port=house.free_port(), ready_timeout=house.PATIENCE_S)
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
