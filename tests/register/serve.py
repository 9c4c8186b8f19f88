#!/usr/bin/python3
"""Serves a directory on a free loopback port, as any web server would; prints the port. Ends when its input ends."""
import http.server
import sys
import threading


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait 40 ms for the first's acknowledgement

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, directory=sys.argv[1], **named)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
