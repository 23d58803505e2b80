"""The program with the mailboxes of two employees, seen from outside: by its API, and by Microsoft's SDK."""

from __future__ import annotations

import datetime
import os
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Callable
from unittest import mock
from urllib.parse import quote

from msgraph.generated.models.contact import Contact
from msgraph.generated.users.item.contact_folders.item.contacts.contacts_request_builder import (
    ContactsRequestBuilder as FolderContacts,
)
from msgraph.generated.users.item.contacts.contacts_request_builder import ContactsRequestBuilder

from bench import Bench, admin
from test_export import STAMP, TANDEM, Tandem
from test_sdk import immutable

EXPAND = [f"singleValueExtendedProperties($filter=id eq '{STAMP}')"]
# What an owner writes in Outlook, and where.
POSITION = "Countess"
# Where a contact is, and the contact.
Place = tuple[str, Contact]


class Outlook:
    """One mailbox as its owner has it in Outlook."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self.id, self.address = shown["id"], shown["address"]
        token = next(one["token"] for one in admin("GET", "/mailboxes") if one["address"] == self.address)
        with mock.patch.dict(os.environ, {"STANDIN_TOKEN": token}):
            self.bench = Bench()
        self.me = self.bench.client.me

    async def contacts(self) -> dict[str, Place]:
        """Every contact by its id: ``stamped`` and ``unstamped`` lie in the folder, others are ``deleted``."""
        top = {"top": 100, "expand": EXPAND}
        query = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(**top)
        page = await self.me.contacts.get(immutable(query_parameters=query))
        assert page is not None and page.value is not None and not page.odata_next_link
        found = {
            str(one.id): ("stamped" if one.single_value_extended_properties else "unstamped", one)
            for one in page.value
        }
        folder = self.me.contact_folders.by_contact_folder_id("deleteditems").contacts
        deleted = FolderContacts.ContactsRequestBuilderGetQueryParameters(**top)
        page = await folder.get(immutable(query_parameters=deleted))
        assert page is not None and page.value is not None and not page.odata_next_link
        return found | {str(one.id): ("deleted", one) for one in page.value}

    async def find(self, last: str) -> tuple[str, Contact]:
        """The one contact with a last name, and where it is."""
        [found] = [place for place in (await self.contacts()).values() if place[1].surname == last]
        return found

    async def edit(self, contact_id: str, **values: Any) -> None:
        await self.me.contacts.by_contact_id(contact_id).patch(Contact(**values), immutable())

    async def delete(self, contact_id: str) -> None:
        """Into Deleted Items, as everywhere in Outlook."""
        await self.me.contacts.by_contact_id(contact_id).delete(immutable())

    def by_hand(self, contact_id: str, what: str, body: Any = None) -> Any:
        """What Outlook can and Graph cannot: restore, move, copy."""
        return admin("POST", f"/mailboxes/{self.address}/contacts/{quote(contact_id, safe='')}/{what}", body or {})


class DeskCase(unittest.IsolatedAsyncioTestCase):
    """The program with two mailboxes, Ben's and Anna's, and nobody in them."""

    def setUp(self) -> None:
        if not TANDEM.exists():
            self.fail(f"{TANDEM} is missing: build it (cargo build -p server) or set TANDEM_BIN")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name)
        self.tandem = Tandem(folder.name)
        self.addCleanup(self.tandem.end)
        address = mock.patch.dict(os.environ, {"STANDIN_URL": self.tandem.outlook})
        address.start()
        self.addCleanup(address.stop)
        self.call = self.tandem.call
        self.partner = self.call("POST", "/business-partners", {"fields": {"name": "Kunde GmbH"}})["id"]
        own = self.call("GET", "/mailboxes", role="user")["items"][0]
        other = next(one for one in self.call("GET", "/mailboxes")["items"] if one["id"] != own["id"])
        self.ben, self.anna = Outlook(own), Outlook(other)

    def tearDown(self) -> None:
        self.assertEqual(self.ben.bench.faults() + self.anna.bench.faults(), [])

    def wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 120
        while not done():
            self.assertLess(time.monotonic(), end, "it does not come to an end")
            time.sleep(0.1)

    def mailbox(self, outlook: Outlook) -> dict[str, Any]:
        return dict(self.call("GET", f"/mailboxes/{outlook.id}"))

    def settle(self, *outlooks: Outlook) -> None:
        """Replicates until nothing waits: what one mailbox brings goes out to the next."""
        for outlook in outlooks + outlooks:
            run = self.call("POST", f"/mailboxes/{outlook.id}/cycle", {})
            self.wait(lambda run=run: self.call("GET", f"/runs/{run['id']}")["state"] == "done")
            self.wait(lambda outlook=outlook: self.mailbox(outlook)["health"]["idle"])

    def pause(self, outlook: Outlook) -> None:
        """Pauses between two cycles: none is under way that could still see what happens next."""

        def paused() -> bool:
            before = self.mailbox(outlook)["health"]
            self.call("POST", f"/mailboxes/{outlook.id}/pause", {})
            if before["idle"] and datetime.datetime.now(datetime.timezone.utc) < moment(before["next_cycle"]):
                return True
            self.call("POST", f"/mailboxes/{outlook.id}/activate", {})
            return False

        self.wait(paused)

    def activate(self, outlook: Outlook) -> None:
        self.call("POST", f"/mailboxes/{outlook.id}/activate", {})
        self.settle(outlook)

    def person(self, last: str) -> str:
        fields = {"first_name": "Ada", "last_name": last, "email_1": f"{last.lower()}@kunde.example"}
        asked = {"business_partner": self.partner, "fields": fields}
        return str(self.call("POST", "/contact-persons", asked)["id"])

    def change(self, person: str, field: str, value: str) -> None:
        self.call("PATCH", f"/contact-persons/{person}", {"fields": {field: value}})

    def field(self, person: str, field: str) -> Any:
        return self.call("GET", f"/contact-persons/{person}")["fields"].get(field)

    def adopt(self, person: str, *outlooks: Outlook) -> None:
        for outlook in outlooks:
            self.call("PUT", f"/contact-persons/{person}/links/{outlook.id}")
            self.wait(lambda outlook=outlook: self.link(person, outlook) == "replicated")

    def linked(self, last: str, *outlooks: Outlook) -> str:
        """A person that is in some mailboxes, in Ben's unless told otherwise."""
        person = self.person(last)
        outlooks = outlooks or (self.ben,)
        self.adopt(person, *outlooks)
        self.settle(*outlooks)
        return person

    def link(self, person: str, outlook: Outlook) -> str:
        """``adopting``, ``replicated``, ``leaving``, or by what the link ended."""
        detail = self.call("GET", f"/contact-persons/{person}/links/{outlook.id}")["detail"]
        return str(detail["ended"]["by"] if detail["state"] == "ended" else detail["state"])

    def history(self, person: str) -> list[dict[str, Any]]:
        return list(self.call("GET", f"/contact-persons/{person}/history?limit=200")["items"])

    def kept(self, person: str) -> list[tuple[str, Any, Any]]:
        """What the history tells of the owner's edit: kind, before, after."""
        told = [one for one in self.history(person) if one["field"] == "job_title" and one["cause"] == "outlook"]
        self.assertEqual({one["mailbox"] for one in told} - {self.ben.id, self.anna.id}, set())
        return [(one["kind"], one["before"], one["after"]) for one in told]


def moment(text: str | None) -> datetime.datetime:
    """A time of the API; without one, the beginning of time."""
    if text is None:
        return datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
