"""A thousand persons by the HTTP API and Microsoft's SDK alone: loaded, exported, counted, changed on both sides.

``TANDEM_API_PERSONS`` says how many (1,000 unless told otherwise; ``scripts/bench --only api`` takes 10,000 with the
release build, for most of which Microsoft's limit of requests is waited for). It prints how long each step took, and
how many requests of each kind the export came to.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path
from typing import Any, Callable
from unittest import mock
from urllib.parse import quote

from msgraph.generated.models.contact import Contact
from msgraph.generated.users.item.contacts.contacts_request_builder import ContactsRequestBuilder

from bench import Bench
from test_export import TANDEM, Tandem
from test_sdk import immutable

PERSONS = int(os.environ.get("TANDEM_API_PERSONS", "1000"))
# One percent is changed on each side.
CHANGED = max(PERSONS // 100, 1)
# Ten thousand requests in ten minutes is what Outlook takes: a run waits for that, no longer.
PATIENCE = 120 + PERSONS // 5000 * 900


class Thousand(unittest.IsolatedAsyncioTestCase):
    """One program, one mailbox, many persons."""

    def setUp(self) -> None:
        if not TANDEM.exists():
            self.fail(f"{TANDEM} is missing: build it (cargo build -p server) or set TANDEM_BIN")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.tandem = Tandem(folder.name)
        self.addCleanup(self.tandem.end)
        self.mailbox = self.tandem.call("GET", "/mailboxes")["items"][0]
        listed = json.load(urllib.request.urlopen(f"{self.tandem.outlook}/standin/mailboxes"))
        token = next(one["token"] for one in listed if one["address"] == self.mailbox["address"])
        address = mock.patch.dict(os.environ, {"STANDIN_URL": self.tandem.outlook, "STANDIN_TOKEN": token})
        address.start()
        self.addCleanup(address.stop)
        self.bench = Bench()

    def took(self, what: str, begun: float) -> None:
        print(f"    {what}: {time.monotonic() - begun:.1f} s", flush=True)

    def wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            self.assertLess(time.monotonic(), end, "it does not come to an end")
            time.sleep(0.1)

    def run_of(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Waits until a run is done."""
        run: dict[str, Any] = answer

        def done() -> bool:
            nonlocal run
            run = self.tandem.call("GET", f"/runs/{answer['id']}")
            return bool(run["state"] == "done")

        self.wait(done)
        return run

    def cycle(self) -> None:
        self.run_of(self.tandem.call("POST", f"/mailboxes/{self.mailbox['id']}/cycle", {}))

    def rest(self) -> None:
        self.wait(lambda: self.tandem.call("GET", f"/mailboxes/{self.mailbox['id']}")["health"]["idle"])

    def counters(self, method: str = "GET") -> dict[str, Any]:
        request = urllib.request.Request(f"{self.tandem.outlook}/standin/counters", method=method)
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        return dict(json.loads(content)) if content else {}

    def asked(self) -> None:
        """Prints what the stand-in counted; a part of a batch is told as such and by its kind."""
        seen = self.counters()
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(seen["by_kind"].items()))
        print(f"    Outlook was asked: {seen['requests']} requests ({kinds}), {seen['throttled']} throttled", flush=True)

    def loaded(self) -> dict[str, Any]:
        partner = self.tandem.call("POST", "/business-partners", {"fields": {"name": "Viele GmbH"}})
        file = self.folder / "many.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(["external_id", "first_name", "last_name", "email_1", "mobile_phone", "company"])
            for n in range(PERSONS):
                row = [f"x{n}", f"Ada {n}", f"Muster {n}", f"ada{n}@viele.example", f"+49 171 {1000000 + n}", "Viele GmbH"]
                writer.writerow(row)
        self.tandem.load(file, partner["id"])
        return dict(partner)

    def one_request(self) -> None:
        """A cycle of the schedule with nothing to do asks Outlook once. (One that a person asks for lists the folder, too.)"""

        def last_cycle() -> str:
            return str(self.tandem.call("GET", f"/mailboxes/{self.mailbox['id']}")["health"]["last_cycle"])

        for _ in range(10):
            before = last_cycle()
            self.counters("DELETE")
            self.wait(lambda before=before: last_cycle() != before)
            seen = self.counters()
            kinds = seen["mailboxes"].get(self.mailbox["address"], {}).get("by_kind", {})
            self.assertLessEqual(set(kinds), {"delta"}, seen)
            # None or two: a cycle was under way, or the next one has begun. Then it is looked at again.
            if kinds == {"delta": 1}:
                return
        self.fail(f"a cycle without changes does not send exactly one request: {seen}")

    async def contacts(self, top: int) -> list[Contact]:
        query = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(top=100)
        configuration = immutable(query_parameters=query)
        page = await self.bench.client.me.contacts.get(configuration)
        found: list[Contact] = []
        while page is not None and page.value is not None:
            found += page.value
            if len(found) >= top or not page.odata_next_link:
                break
            page = await self.bench.client.me.contacts.with_url(page.odata_next_link).get(immutable())
        return found[:top]

    async def test_many_persons_by_the_api_and_graph(self) -> None:
        begun = time.monotonic()
        partner = self.loaded()
        self.took(f"{PERSONS} loaded", begun)
        self.counters("DELETE")
        begun = time.monotonic()
        asked = {"mailbox": self.mailbox["id"], "search": {"business_partner": partner["id"]}}
        run = self.run_of(self.tandem.call("POST", "/exports", asked))
        self.assertEqual((run["counts"]["created"], run["counts"]["total"]), (PERSONS, PERSONS), run)
        self.rest()
        self.took("exported", begun)
        self.asked()
        self.assertEqual(await self.bench.client.me.contacts.count.get(), PERSONS)
        self.cycle()
        self.one_request()

        begun = time.monotonic()
        there = await self.contacts(CHANGED)
        persons = self.tandem.call("GET", f"/contact-persons?business_partner={partner['id']}&limit={CHANGED}")["items"]
        self.assertEqual((len(there), len(persons)), (CHANGED, CHANGED))
        self.counters("DELETE")
        for contact in there:
            await self.bench.client.me.contacts.by_contact_id(str(contact.id)).patch(Contact(job_title="Changed there"))
        for person in persons:
            self.tandem.call("PATCH", f"/contact-persons/{person['id']}", {"fields": {"department": "Changed here"}})
        self.cycle()
        self.rest()
        self.took(f"{CHANGED} changed on each side", begun)
        writes = self.counters()["by_kind"]
        self.assertEqual(writes.get("update", 0), 2 * CHANGED, writes)
        self.assertFalse({"create", "delete"} & set(writes), writes)
        taken = [one for one in self.everybody(partner["id"]) if one["fields"].get("job_title") == "Changed there"]
        self.assertEqual(len(taken), CHANGED)
        sent = [one for one in await self.contacts(PERSONS) if one.department == "Changed here"]
        self.assertEqual(len(sent), CHANGED)
        self.assertEqual(await self.bench.client.me.contacts.count.get(), PERSONS)
        self.cycle()
        self.one_request()

    def everybody(self, partner: str) -> list[dict[str, Any]]:
        """Lists the persons of a partner, page by page."""
        found: list[dict[str, Any]] = []
        path = f"/contact-persons?business_partner={partner}&limit=200"
        after = ""
        while True:
            page = self.tandem.call("GET", path + after)
            found += page["items"]
            if not page.get("next"):
                return found
            after = f"&after={quote(page['next'])}"


if __name__ == "__main__":
    unittest.main()
