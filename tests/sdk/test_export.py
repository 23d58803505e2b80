"""What Tandem exports, read back by Microsoft's own Python SDK: the real program, real files, every field switched on.

The program is ``tandem`` of ``TANDEM_BIN``, else that of the debug build. It runs the demo without sample data: its own
stand-in for Outlook, on free ports, with a database that is gone afterwards. Where each field has to be in Outlook is
written down here once more, from Microsoft's documentation.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable
from unittest import mock

from msgraph.generated.models.contact import Contact
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.users.item.contacts.item.contact_item_request_builder import ContactItemRequestBuilder

from bench import Bench
from cards import CARDS, write
from test_sdk import immutable, png

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ROOT / "crates" / "files" / "tests" / "data"
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
TANDEM = Path(os.environ.get("TANDEM_BIN", TARGET / "debug" / "tandem"))

STAMP = "String {0b03b54c-f5e8-4c4d-819d-c61436bdafe3} Name TandemStamp"
ADDRESS = "{00062004-0000-0000-C000-000000000046}"
TEXTS = {
    "title": "title", "first_name": "given_name", "middle_name": "middle_name", "last_name": "surname",
    "suffix": "generation", "full_name": "display_name", "file_as": "file_as", "nickname": "nick_name",
    "initials": "initials", "phonetic_first_name": "yomi_given_name", "phonetic_last_name": "yomi_surname",
    "phonetic_company": "yomi_company_name", "company": "company_name", "department": "department",
    "job_title": "job_title", "profession": "profession", "office": "office_location", "manager": "manager",
    "assistant": "assistant_name", "web_page": "business_home_page", "mobile_phone": "mobile_phone",
    "spouse": "spouse_name", "notes": "personal_notes",
}  # fmt: skip
ENTRIES = {
    "im_1": ("im_addresses", 0), "im_2": ("im_addresses", 1), "im_3": ("im_addresses", 2),
    "business_phone": ("business_phones", 0), "business_phone_2": ("business_phones", 1),
    "home_phone": ("home_phones", 0), "home_phone_2": ("home_phones", 1),
}  # fmt: skip
PROPERTIES = {
    "company_phone": "String 0x3A57", "assistant_phone": "String 0x3A2E", "business_fax": "String 0x3A24",
    "home_fax": "String 0x3A25", "other_fax": "String 0x3A23", "other_phone": "String 0x3A1F",
    "primary_phone": "String 0x3A1A", "car_phone": "String 0x3A1E", "pager": "String 0x3A21",
    "business_po_box": f"String {ADDRESS} Id 0x804A", "home_po_box": "String 0x3A5E",
    "other_po_box": "String 0x3A64", "mailing_address": f"Integer {ADDRESS} Id 0x8022",
    "anniversary": "SystemTime 0x3A41", "gender": "Short 0x3A4D",
    "private": "Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506", "customer_number": "String 0x3A4A",
    "personal_web_page": "String 0x3A50", "government_id": "String 0x3A07", "account": "String 0x3A00", "user_1": f"String {ADDRESS} Id 0x804F",
    "user_2": f"String {ADDRESS} Id 0x8050", "user_3": f"String {ADDRESS} Id 0x8051",
    "user_4": f"String {ADDRESS} Id 0x8052",
}  # fmt: skip
WORDS = {
    "mailing_address": {"1": "home", "2": "business", "3": "other"},
    "gender": {"1": "female", "2": "male"},
    "private": {"true": True},
}
PARTS = {"street": "street", "postal_code": "postal_code", "city": "city", "state": "state",
         "country": "country_or_region"}  # fmt: skip


def plain(spelled: str) -> tuple[str, ...]:
    """An extended property's id so that two spellings of it are equal."""
    return tuple(
        str(int(word, 16)) if word.startswith("0x") else word for word in spelled.lower().split(" ")
    )


class Tandem:
    """The program with its own stand-in."""

    def __init__(self, data: str) -> None:
        self.data = data
        arguments = ["demo", "--empty", "--listen", "127.0.0.1:0", "--standin", "127.0.0.1:0", "--data", data]
        self.process = subprocess.Popen([TANDEM, *arguments], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        told = ""
        for line in self.process.stdout:
            told += line
            if line.startswith("Ctrl-C"):
                break
        api = re.search(r"(http://\S+/api/v1)", told)
        outlook = re.search(r"Address book:\s+(http://[^/\s]+)", told)
        tokens = dict(re.findall(r"^\s+(administrator|user)\s.*\s(\S+)$", told, re.MULTILINE))
        assert api and outlook and len(tokens) == 2, told
        self.api, self.outlook, self.tokens = api[1], outlook[1], tokens

    def call(self, method: str, path: str, body: Any = None, role: str = "administrator") -> Any:
        is_bytes = isinstance(body, bytes)
        data = body if is_bytes or body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.tokens[role]}")
        request.add_header("Content-Type", "image/png" if is_bytes else "application/json")
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
        return json.loads(content) if is_json else content

    def load(self, file: Path, partner: str, photos: Path | None = None) -> str:
        """Loads a file or a folder; returns what the command says."""
        arguments = ["load", "persons", file, "--data", self.data, "--create-partners", "--partner", partner]
        arguments += ["--photos", photos] if photos else []
        # Some rows of the samples are wrong on purpose: the command reports them and fails at its end.
        done = subprocess.run([TANDEM, *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    def persons(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/contact-persons?limit=200")["items"])

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        if self.process.stdout:
            self.process.stdout.close()


class Export(unittest.IsolatedAsyncioTestCase):
    """Loads, exports and reads back."""

    def setUp(self) -> None:
        if not TANDEM.exists():
            self.fail(f"{TANDEM} is missing: build it (cargo build -p server) or set TANDEM_BIN")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tandem = Tandem(folder.name)
        self.addCleanup(self.tandem.end)
        address = mock.patch.dict(os.environ, {"STANDIN_URL": self.tandem.outlook})
        address.start()
        self.addCleanup(address.stop)

    def every_field_on(self) -> None:
        fields = self.tandem.call("GET", "/settings/replication")["fields"]
        on = {field["key"]: {"direction": field["default_direction"]} for field in fields if field["limit"]}
        self.tandem.call("PATCH", "/settings/replication", {"fields": on})

    def load(self) -> list[dict[str, Any]]:
        partner = self.tandem.call("POST", "/business-partners", {"fields": {"name": "Without Company Ltd"}})
        for name in ["outlook-classic-de.windows-1252.csv", "outlook-classic-en.csv", "outlook-new.utf-8.csv",
                     "outlook.2.1.vcf", "several.vcf"]:  # fmt: skip
            self.tandem.load(FILES / name, partner["id"])
        persons = self.tandem.persons()
        self.assertGreaterEqual(len(persons), 8)
        for shade, person in enumerate(persons[:3]):
            self.tandem.call("PUT", f"/contact-persons/{person['id']}/photo", png(shade * 80))
        return self.tandem.persons()

    def export(self, persons: list[dict[str, Any]], mailbox: str) -> None:
        request = {"mailbox": mailbox, "contact_persons": [person["id"] for person in persons]}
        run = self.tandem.call("POST", "/exports", request)
        for _ in range(600):
            run = self.tandem.call("GET", f"/runs/{run['id']}")
            if run["state"] == "done" and self.tandem.call("GET", f"/mailboxes/{mailbox}")["health"]["idle"]:
                break
            time.sleep(0.1)
        counts = run["counts"]
        self.assertEqual((counts["created"], counts["total"]), (len(persons), len(persons)), run)

    def full(self) -> dict[str, Any]:
        """A value for every field that is replicated and a person's own, made from what the API says of each."""
        samples = {"date": "1980-03-22", "flag": True, "list": ["Mia", "Max"], "set": ["VIP", "Lieferant"],
                   "text": "Erste Zeile\nzweite Zeile"}  # fmt: skip
        values: dict[str, Any] = {}
        for place, field in enumerate(self.tandem.call("GET", "/settings/replication")["fields"]):
            key, kind = field["key"], field["kind"]
            if not field["limit"] or field["owner"] != "person":
                continue
            if kind == "choice":
                values[key] = field["choices"][0]
            elif kind == "email":
                values[key] = f"{key.replace('_', '.')}@kunde.example"
            elif kind == "phone":
                values[key] = f"+49 3581 {10000 + place}"
            elif kind == "url":
                values[key] = f"https://{key.replace('_', '-')}.example"
            elif kind == "line":
                values[key] = f"{field['label']['de']} Ä{place}"
            else:
                values[key] = samples[kind]
        return values

    async def contacts(self, mailbox: dict[str, Any]) -> tuple[Bench, list[Contact]]:
        """Every contact of a mailbox, by the SDK."""
        listed = json.load(urllib.request.urlopen(f"{self.tandem.outlook}/standin/mailboxes"))
        token = next(one["token"] for one in listed if one["address"] == mailbox["address"])
        with mock.patch.dict(os.environ, {"STANDIN_TOKEN": token}):
            bench = Bench()
        page = await bench.client.me.contacts.get(immutable())
        assert page is not None and page.value is not None
        ids = [contact.id for contact in page.value]
        while page.odata_next_link:
            page = await bench.client.me.contacts.with_url(page.odata_next_link).get(immutable())
            assert page is not None and page.value is not None
            ids += [contact.id for contact in page.value]
        return bench, [await self.read(bench, str(contact_id)) for contact_id in ids]

    async def test_a_person_with_every_field_is_read_back_field_by_field(self) -> None:
        self.every_field_on()
        company = {"name": "Käse & Söhne GmbH", "main_phone": "+49 3581 1000"}
        partner = self.tandem.call("POST", "/business-partners", {"fields": company})
        values = self.full()
        self.assertGreater(len(values), 70)
        person = self.tandem.call("POST", "/contact-persons", {"business_partner": partner["id"], "fields": values})
        self.assertEqual(set(values) - set(person["fields"]), set())
        mailbox = self.tandem.call("GET", "/mailboxes")["items"][0]
        self.export([person], mailbox["id"])
        bench, [contact] = await self.contacts(mailbox)
        written = person["fields"]
        self.assertEqual((written["company"], written["company_phone"]), (company["name"], company["main_phone"]))
        self.compare(written, contact)
        for key in written:
            with self.subTest(field=key):
                self.assertIsNotNone(self.value(key, contact), "it is in Outlook")
        self.assertEqual(bench.faults(), [])

    async def test_several_equal_contacts_are_listed_and_one_is_chosen_by_the_api_alone(self) -> None:
        partner = self.tandem.call("POST", "/business-partners", {"fields": {"name": "Kunde GmbH"}})
        mail = "ada@kunde.example"
        fields = {"first_name": "Ada", "last_name": "Lovelace", "email_1": mail}
        person = self.tandem.call("POST", "/contact-persons", {"business_partner": partner["id"], "fields": fields})
        mailbox = self.tandem.call("GET", "/mailboxes", role="user")["items"][0]
        for name in ["Ada", "Ada (old)"]:
            typed = {"givenName": name, "emailAddresses": [{"address": mail, "name": mail}]}
            request = urllib.request.Request(
                f"{self.tandem.outlook}/standin/mailboxes/{mailbox['address']}/contacts",
                data=json.dumps(typed).encode(), headers={"Content-Type": "application/json"},
            )  # fmt: skip
            urllib.request.urlopen(request).close()
        self.cycle(mailbox["id"])
        asked = {"mailbox": mailbox["id"], "contact_persons": [person["id"]]}
        plan = self.tandem.call("POST", "/exports", asked | {"dry_run": True}, role="user")
        [item] = plan["items"]
        self.assertEqual((item["what"], len(item["candidates"])), ("choose", 2))
        run = self.tandem.call("POST", "/exports", asked, role="user")
        self.wait(lambda: self.tandem.call("GET", f"/runs/{run['id']}")["state"] == "done")
        path = f"/contact-persons/{person['id']}/links/{mailbox['id']}"
        link = self.tandem.call("GET", path, role="user")["detail"]
        self.assertEqual((link["state"], link["under_way"]), ("adopting", False))
        self.assertEqual(link["problem"]["candidates"], item["candidates"])
        candidates = f"/mailboxes/{mailbox['id']}/candidates?person={person['id']}"
        shown = self.tandem.call("GET", candidates, role="user")["items"]
        self.assertEqual([one["contact"] for one in shown], item["candidates"])
        self.assertEqual({one["name"] for one in shown}, {"Ada", "Ada (old)"})
        self.assertTrue(all(one["emails"] == [mail] for one in shown), shown)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.tandem.call("GET", candidates)
        self.assertEqual(refused.exception.code, 403, "an administrator is shown no contact that is not linked")
        refused.exception.close()
        chosen = next(one["contact"] for one in shown if one["name"] == "Ada")
        self.tandem.call("PUT", path, {"contact": chosen}, role="user")
        self.wait(lambda: self.tandem.call("GET", path)["detail"]["state"] == "replicated")
        _, contacts = await self.contacts(mailbox)
        self.assertEqual(len(contacts), 2, "nothing was created")
        linked = [one.id for one in contacts if plain(STAMP) in self.extended(one)]
        self.assertEqual(linked, [chosen])

    def wait(self, done: Callable[[], bool]) -> None:
        for _ in range(600):
            if done():
                return
            time.sleep(0.1)
        self.fail("it does not come to an end")

    def cycle(self, mailbox: str) -> None:
        run = self.tandem.call("POST", f"/mailboxes/{mailbox}/cycle", {})
        self.wait(lambda: self.tandem.call("GET", f"/runs/{run['id']}")["state"] == "done")

    async def test_every_field_and_photo_of_real_files_is_where_outlook_keeps_it(self) -> None:
        self.every_field_on()
        persons = self.load()
        mailbox = self.tandem.call("GET", "/mailboxes")["items"][0]
        self.export(persons, mailbox["id"])
        bench, contacts = await self.contacts(mailbox)
        self.assertEqual(len(contacts), len(persons))
        found = {self.extended(contact)[plain(STAMP)].split(".")[2]: contact for contact in contacts}
        photos = 0
        for person in persons:
            contact = found[person["id"].replace("-", "")]
            self.compare(person["fields"], contact)
            photos += await self.photo(bench, person, contact)
        self.assertGreaterEqual(photos, 4, "three set by hand, others out of vCards")
        self.assertEqual(bench.faults(), [])

    async def test_a_folder_of_vcards_and_one_of_photos_arrive_in_outlook_as_their_programs_meant_them(self) -> None:
        self.every_field_on()
        partner = self.tandem.call("POST", "/business-partners", {"fields": {"name": "Without Company Ltd"}})
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        cards, photos = write(Path(folder.name))
        told = self.tandem.load(cards, partner["id"], photos)
        self.assertIn(f"{len(CARDS)} created, 0 updated, 0 unchanged, 0 refused; photos: 6 set, 0 refused", told)
        told = self.tandem.load(cards, partner["id"], photos)
        self.assertIn(f"0 created, 0 updated, {len(CARDS)} unchanged, 0 refused", told)
        mailbox = self.tandem.call("GET", "/mailboxes")["items"][0]
        self.export(self.tandem.persons(), mailbox["id"])
        bench, contacts = await self.contacts(mailbox)
        self.assertEqual(len(contacts), len(CARDS))
        found = {contact.given_name: contact for contact in contacts}
        for card in CARDS:
            contact = found[card.fields["first_name"]]
            self.compare(card.fields, contact)
            photo = bench.client.me.contacts.by_contact_id(str(contact.id)).photo
            with self.subTest(photo=card.fields["first_name"]):
                if card.photo is None:
                    with self.assertRaises(ODataError) as refused:
                        await photo.get()
                    self.assertEqual(refused.exception.response_status_code, 404)
                    continue
                described = await photo.get()
                assert described is not None
                self.assertEqual((described.width, described.height), (card.photo, card.photo))
                self.assertEqual((await photo.content.get() or b"")[:3], b"\xff\xd8\xff", "a JPEG")
        self.assertEqual(bench.faults(), [])

    async def read(self, bench: Bench, contact_id: str) -> Contact:
        asked = " or ".join(f"id eq '{spelled}'" for spelled in [STAMP, *PROPERTIES.values()])
        query = ContactItemRequestBuilder.ContactItemRequestBuilderGetQueryParameters(
            expand=[f"singleValueExtendedProperties($filter={asked})"]
        )
        item = bench.client.me.contacts.by_contact_id(contact_id)
        contact = await item.get(immutable(query_parameters=query))
        assert contact is not None
        return contact

    @staticmethod
    def extended(contact: Contact) -> dict[tuple[str, ...], str]:
        properties = contact.single_value_extended_properties or []
        return {plain(str(one.id)): str(one.value) for one in properties}

    def value(self, key: str, contact: Contact) -> Any:
        """What Outlook holds for a field, by the SDK."""
        if key in TEXTS:
            text = getattr(contact, TEXTS[key]) or None
            return text.replace("\r\n", "\n") if text else None
        if key in ENTRIES:
            name, place = ENTRIES[key]
            entries = getattr(contact, name) or []
            return entries[place] if place < len(entries) else None
        if key.startswith("email_"):
            emails = contact.email_addresses or []
            place = int(key[-1]) - 1
            return emails[place].address if place < len(emails) else None
        if key == "birthday":
            return contact.birthday.date().isoformat() if contact.birthday else None
        if key in ("children", "categories"):
            entries = list(getattr(contact, key) or [])
            return (sorted(entries) if key == "categories" else entries) or None
        if key in PROPERTIES:
            stored = self.extended(contact).get(plain(PROPERTIES[key]))
            if key in WORDS:
                return WORDS[key].get(stored or "")
            return stored[:10] if stored and key == "anniversary" else stored
        which, _, part = key.partition("_")
        address = getattr(contact, f"{which}_address")
        return (getattr(address, PARTS[part]) or None) if address else None

    def compare(self, fields: dict[str, Any], contact: Contact) -> None:
        nowhere = {"further_emails", "further_phones"}
        derived = {"full_name", "file_as"}
        parts = [f"{which}_{part}" for which in ("business", "home", "other") for part in PARTS]
        emails = ["email_1", "email_2", "email_3"]
        others = ["birthday", "children", "categories"]
        keys = {*TEXTS, *ENTRIES, *emails, *PROPERTIES, *parts, *others}
        self.assertEqual(set(fields) - keys - nowhere, set(), "every field has its place here")
        for key in sorted(keys):
            if key in derived and key not in fields:
                # Without one of its own a contact shows what the parts of the name say.
                self.assertTrue(self.value(key, contact))
                continue
            with self.subTest(field=key, name=fields.get("last_name")):
                self.assertEqual(self.value(key, contact), fields.get(key))

    async def photo(self, bench: Bench, person: dict[str, Any], contact: Contact) -> int:
        try:
            ours = self.tandem.call("GET", f"/contact-persons/{person['id']}/photo?size=outlook")
        except urllib.error.HTTPError as error:
            self.assertEqual(error.code, 404)
            return 0
        theirs = await bench.client.me.contacts.by_contact_id(str(contact.id)).photo.content.get()
        self.assertEqual(theirs, ours)
        return 1


if __name__ == "__main__":
    unittest.main()
