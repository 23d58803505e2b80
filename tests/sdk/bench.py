"""Opens Microsoft's SDK on a stand-in and validates every answer that comes back.

The SDK's usual credentials (azure-identity) send a token only to https addresses on Microsoft's own hosts. Three
things make it speak to a stand-in on plain loopback instead:

* an ``AuthenticationProvider`` of our own, which puts a fixed bearer token on the request and knows no list of hosts,
* ``GraphRequestAdapter(provider)``, with ``base_url`` set afterwards: the client takes every path from there,
* the SDK's own middleware, left as it is: it turns ``/users/me-token-to-replace`` into ``/me``.

Environment: ``STANDIN_URL`` (such as http://127.0.0.1:8090), ``STANDIN_TOKEN`` (absent: the first that
``/standin/mailboxes`` lists), ``STANDIN_OPENAPI`` (a file, JSON or YAML; absent: ``/standin/openapi.json``).
"""

from __future__ import annotations

import functools
import json
import logging
import os
import urllib.request
from typing import Any

import httpx
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.request_information import RequestInformation
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph_core import GraphClientFactory

from answers import Description

# unittest runs asyncio in its debug mode, which reports every step of more than 0.1 s.
logging.getLogger("asyncio").setLevel(logging.ERROR)

STAMP = "String {5d7a3b1e-4c2f-4e0a-9b6d-8f1c2e3d4a5b} Name SdkStamp"


def url() -> str:
    """The stand-in's address; the suite cannot run without one."""
    address = os.environ.get("STANDIN_URL", "").rstrip("/")
    if not address:
        raise RuntimeError("Set STANDIN_URL to the address of a running stand-in, such as http://127.0.0.1:8090.")
    return address


def admin(method: str, path: str, body: Any = None) -> Any:
    """Calls the admin API, which needs no token."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url()}/standin{path}", data=data, method=method)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def mailbox() -> dict[str, Any]:
    """The mailbox of the suite's token, as the admin API shows it."""
    given = os.environ.get("STANDIN_TOKEN")
    listed = admin("GET", "/mailboxes")
    return next((one for one in listed if one["token"] == given), listed[0])


@functools.cache
def description() -> Description:
    """What answers are held to, read once."""
    return Description.load(os.environ.get("STANDIN_OPENAPI"), url())


class FixedToken(AuthenticationProvider):
    """Puts one token on every request, whatever its host."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def authenticate_request(
        self, request: RequestInformation, additional_authentication_context: dict[str, Any] | None = None
    ) -> None:
        request.headers.add("Authorization", f"Bearer {self.token}")


class Bench:
    """One client of the SDK, with every answer that it got."""

    def __init__(self) -> None:
        token = os.environ.get("STANDIN_TOKEN") or mailbox()["token"]
        self.description = description()
        self.answers: list[httpx.Response] = []
        http = GraphClientFactory.create_with_default_middleware(options=options)
        http.event_hooks["response"].append(self.keep)
        adapter = GraphRequestAdapter(FixedToken(token), client=http)
        adapter.base_url = f"{url()}/v1.0"
        self.client = GraphServiceClient(request_adapter=adapter)
        self.adapter = adapter

    async def keep(self, response: httpx.Response) -> None:
        """Remembers an answer; its body is read so that it can be validated later."""
        await response.aread()
        self.answers.append(response)

    def faults(self) -> list[str]:
        """What is wrong with the answers so far, by the description."""
        return [fault for response in self.answers for fault in self.description.faults(response)]
