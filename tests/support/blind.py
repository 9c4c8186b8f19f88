"""The voter's side of a sealed election in a few lines: RFC 9474, RSABSSA-SHA384-PSS-Randomized. web/sealed.js is the real one."""
import base64
import hashlib
import secrets
from math import gcd

SALT = HASH = 48


def text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(text_):
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def _der(blob, at):
    """One element: (its content's begin, its end)."""
    length, at = blob[at + 1], at + 2
    if length & 128:
        count = length & 127
        length, at = int.from_bytes(blob[at:at + count], "big"), at + count
    return at, at + length


def public_key(spki):
    """(n, e) of an RSA key in SPKI, base64."""
    blob = base64.b64decode(spki)
    inside, _ = _der(blob, 0)
    _, after = _der(blob, inside)  # the algorithm
    bits, _ = _der(blob, after)
    numbers, _ = _der(blob, bits + 1)
    begin, end = _der(blob, numbers)
    n = int.from_bytes(blob[begin:end], "big")
    begin, end = _der(blob, end)
    return n, int.from_bytes(blob[begin:end], "big")


def message(prefix, contest):
    return prefix + f"charterd-sealed-v1 {contest}".encode()


def padded(said, salt, bits):
    """EMSA-PSS (RFC 8017, 9.1.1)."""
    length = (bits + 6) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(said).digest() + salt).digest()
    block = bytes(length - SALT - HASH - 2) + b"\1" + salt
    mask = b"".join(hashlib.sha384(digest + i.to_bytes(4, "big")).digest() for i in range(len(block) // HASH + 1))
    block = bytes(b ^ m for b, m in zip(block, mask))
    block = bytes([block[0] & 255 >> (8 * length - (bits - 1))]) + block[1:]
    return block + digest + b"\xbc"


class Credential:
    """Drawn, blinded, and after `finish` signed. `r` is given by who wants to see a bad one."""

    def __init__(self, key, contest, r=None):
        self.n, self.e = key
        self.contest, self.prefix = contest, secrets.token_bytes(32)
        self.m = int.from_bytes(padded(message(self.prefix, contest), secrets.token_bytes(SALT), self.n.bit_length()), "big")
        while not r or gcd(r, self.n) != 1:
            r = secrets.randbelow(self.n)
        self.r = r
        self.number = self.m * pow(r, self.e, self.n) % self.n
        self.signature = None

    @property
    def size(self):
        return (self.n.bit_length() + 7) // 8

    @property
    def blinded(self):
        return text(self.number.to_bytes(self.size, "big"))

    def finish(self, signed):
        self.signature = int.from_bytes(data(signed), "big") * pow(self.r, -1, self.n) % self.n
        assert pow(self.signature, self.e, self.n) == self.m, "the server's signature is none"

    @property
    def serial(self):
        return self.prefix.hex()

    @property
    def proof(self):
        return text(self.signature.to_bytes(self.size, "big"))
