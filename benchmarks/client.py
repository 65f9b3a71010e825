"""A small HTTP client with cookies, and people of the demo data who log in with it."""

from __future__ import annotations

import http.client
import re
import uuid
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
PASSWORD = "talachse-demo-2026"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Client:
    """One browser: keeps its connection and its cookies, and closes the connection at the end of a ``with``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        status, body, _ = self._send("GET", path)
        return status, body

    def post(self, path: str, data: dict[str, str]) -> int:
        """Status of a form that was sent; the token comes from the cookie jar of an earlier page."""
        form = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **data})
        status, _, _ = self._send("POST", path, form)
        return status

    def upload(self, path: str, name: str, content: bytes) -> str:
        """Send a file through a form with one field "file"; the address it leads to."""
        border = uuid.uuid4().hex
        field = f"--{border}\r\nContent-Disposition: form-data; name="
        body = (
            f'{field}"csrfmiddlewaretoken"\r\n\r\n{self.cookies["csrftoken"]}\r\n'
            f'{field}"file"; filename="{name}"\r\n\r\n'
        ).encode() + b"".join([content, f"\r\n--{border}--\r\n".encode()])
        status, text, headers = self._send("POST", path, body, f"multipart/form-data; boundary={border}")
        if status != http.HTTPStatus.FOUND:
            raise RuntimeError(f"The upload answered {status}: {text[:2000]}")
        return headers["Location"]

    def log_in(self, login: str) -> None:
        """With the demo password, through the form."""
        self.get("/konto/anmelden/")
        status = self.post("/konto/anmelden/", {"login": f"{login}@demo.talachse.example", "password": PASSWORD})
        if status != http.HTTPStatus.FOUND:
            raise RuntimeError(f"Log-in of {login} answered {status}.")

    def _send(
        self, method: str, path: str, body: str | bytes | None = None, kind: str = FORM
    ) -> tuple[int, str, http.client.HTTPMessage]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text, answer.headers
