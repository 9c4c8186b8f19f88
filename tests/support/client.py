"""A browser without pictures: cookies, forms, redirects as they come. And raw bytes for what no browser sends."""
import http.client
import re
import socket
from html import unescape
from urllib.parse import urlencode

from support import house


_callers = 0


class Client:
    """Each comes from a loopback address of its own, as people do: what is limited by address is limited for each."""

    def __init__(self, server, **headers):
        global _callers
        _callers += 1
        self.address = f"127.{1 + _callers // 65000}.{_callers // 250 % 250}.{1 + _callers % 250}"
        self.server, self.cookies, self.headers = server, {}, headers
        self.said = []  # Set-Cookie lines, as sent

    def request(self, method, path, body=None, headers=None, seconds=house.PATIENCE_S):
        headers = dict(self.headers, **(headers or {}))
        if self.cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=seconds, source_address=(self.address, 0))
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.said.append(line)
            name, _, rest = line.partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = rest.split(";")[0]
        return answer.status, answer.headers, text.decode(errors="replace")

    def get(self, path, **headers):
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, fields, headers=None):
        """Fields as a dict or a list of pairs."""
        return self.request("POST", path, urlencode(fields), dict({"Content-Type": "application/x-www-form-urlencoded"}, **(headers or {})))

    def upload(self, path, fields, files, headers=None):
        """multipart/form-data; files are (field, name, type, bytes)."""
        mark = "----charterdtest"
        body = b"".join(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
        for field, name, kind, data in files:
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
            body += data + b"\r\n"
        body += f"--{mark}--\r\n".encode()
        return self.request("POST", path, body, dict({"Content-Type": f"multipart/form-data; boundary={mark}"}, **(headers or {})))

    def token(self, path):
        """The page's form token; the cookie that goes with it is kept."""
        status, _, page = self.get(path)
        return hidden(page, "_csrf", f"{path}: {status}")

    def sign_in(self, email, next="/account"):
        """By the link in the mail."""
        before = len([m for m in house.mails(self.server.dir) if email in str(m["To"])])
        status, _, page = self.post("/signin", {"email": email, "next": next, "_csrf": self.token("/signin")})
        assert status == 200, f"sign-in of {email}: {status}"
        link = house.mail_link(self.server.dir, email, before)
        status, headers, _ = self.post(link.split("?")[0], {"_csrf": self.token(link), "next": next})
        assert status == 303, status
        return headers["Location"]

    def new_token(self, label="test"):
        status, _, page = self.post("/account/tokens", {"label": label, "_csrf": self.token("/account")})
        assert status == 200, page
        return re.search(r"<code>(charterd_[^<]+)</code>", page)[1]


def hidden(page, name, about=""):
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    if not match:
        raise AssertionError(f"no hidden {name} in {about}:\n{page[-2000:]}")
    return unescape(match[1])


def raw(server, data, seconds=30, half_close=True):
    """Bytes to the server, everything it says back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as line:
        line.sendall(data)
        if half_close:
            line.shutdown(socket.SHUT_WR)
        heard = b""
        try:
            while piece := line.recv(65536):
                heard += piece
        except (socket.timeout, ConnectionResetError):
            pass
        return heard


def statuses(heard):
    """Of each answer in what was heard."""
    return [int(code) for code in re.findall(rb"(?:^|\n)HTTP/1\.[01] (\d{3}) ", heard)]
