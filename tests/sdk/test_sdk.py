"""Microsoft's own Python SDK against the stand-in.

Run with ``python -m unittest`` in this folder (or pytest), see ``bench.py`` for the environment.
"""

from __future__ import annotations

import datetime
import io
import struct
import unittest
import zlib

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.models.contact import Contact
from msgraph.generated.models.contact_folder import ContactFolder
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.exchange_id_format import ExchangeIdFormat
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.physical_address import PhysicalAddress
from msgraph.generated.models.profile_photo import ProfilePhoto
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.users.item.contact_folders.item.contacts.contacts_request_builder import (
    ContactsRequestBuilder as FolderContacts,
)
from msgraph.generated.users.item.contacts.contacts_request_builder import ContactsRequestBuilder
from msgraph.generated.users.item.contacts.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.generated.users.item.contacts.item.contact_item_request_builder import ContactItemRequestBuilder
from msgraph.generated.users.item.translate_exchange_ids.translate_exchange_ids_post_request_body import (
    TranslateExchangeIdsPostRequestBody,
)
from msgraph_core import PageIterator
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem

from bench import STAMP, Bench, admin, mailbox

IMMUTABLE = 'IdType="ImmutableId"'
EXPAND = f"singleValueExtendedProperties($filter=id eq '{STAMP}')"


def png(shade: int, side: int = 8) -> bytes:
    """A real picture, square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade, 0, 0]) * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def stamp(value: str) -> list[SingleValueLegacyExtendedProperty]:
    return [SingleValueLegacyExtendedProperty(id=STAMP, value=value)]


def immutable(**parameters: object) -> RequestConfiguration:
    """A configuration with the id preference and, if any, query parameters."""
    configuration = RequestConfiguration(**parameters)
    configuration.headers.add("Prefer", IMMUTABLE)
    return configuration


class SdkCase(unittest.IsolatedAsyncioTestCase):
    """A fresh stand-in and a client for each test; at its end every answer is held to the description."""

    async def asyncSetUp(self) -> None:
        admin("POST", "/reset")
        self.bench = Bench()
        self.me = self.bench.client.me

    async def asyncTearDown(self) -> None:
        self.assertEqual(self.bench.faults(), [])

    async def create(self, name: str, **values: object) -> Contact:
        contact = await self.me.contacts.post(Contact(given_name=name, **values))
        assert contact is not None
        return contact


class Contacts(SdkCase):
    async def test_a_contact_is_created_read_changed_and_deleted(self) -> None:
        sent = Contact(
            given_name="Ada",
            surname="Lovelace",
            title="Dr.",
            company_name="Analytical Engines",
            business_phones=["+31 20 123 4567"],
            email_addresses=[EmailAddress(address="ada@example.test", name="Ada Lovelace")],
            business_address=PhysicalAddress(street="Keizersgracht 1", city="Amsterdam"),
            birthday=datetime.datetime(1815, 12, 10, tzinfo=datetime.timezone.utc),
            categories=["Engineering"],
            personal_notes="One\nTwo",
        )
        made = await self.me.contacts.post(sent)
        self.assertEqual(made.display_name, "Dr. Ada Lovelace")
        self.assertEqual(made.birthday.isoformat(), "1815-12-10T11:59:00+00:00")
        item = self.me.contacts.by_contact_id(made.id)
        read = await item.get()
        for name in ("given_name", "surname", "title", "company_name", "business_phones", "categories", "personal_notes"):
            self.assertEqual(getattr(read, name), getattr(sent, name), name)
        self.assertEqual(read.business_address.city, "Amsterdam")
        self.assertEqual(read.email_addresses[0].address, "ada@example.test")
        changed = await item.patch(Contact(job_title="Chief Engineer", display_name="Countess"))
        self.assertEqual((changed.job_title, changed.display_name, changed.given_name), ("Chief Engineer", "Countess", "Ada"))
        self.assertNotEqual(changed.change_key, made.change_key)
        await item.delete()
        with self.assertRaises(ODataError) as refused:
            await item.get()
        self.assertEqual(refused.exception.error.code, "ErrorItemNotFound")
        self.assertEqual(refused.exception.response_status_code, 404)

    async def test_a_stale_if_match_is_refused(self) -> None:
        made = await self.create("A")
        configuration = RequestConfiguration()
        configuration.headers.add("If-Match", 'W/"stale"')
        with self.assertRaises(ODataError) as refused:
            await self.me.contacts.by_contact_id(made.id).delete(configuration)
        self.assertEqual(refused.exception.response_status_code, 412)

    async def test_lists_are_paged_selected_ordered_and_counted(self) -> None:
        for number in range(7):
            await self.create(f"N{6 - number}")
        parameters = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(
            top=3, select=["displayName"], orderby=["displayName"]
        )
        page = await self.me.contacts.get(RequestConfiguration(query_parameters=parameters))
        names: list[str] = []
        await PageIterator(page, self.bench.adapter).iterate(lambda contact: names.append(contact.display_name) or True)
        self.assertEqual(names, [f"N{number}" for number in range(7)])
        self.assertEqual(await self.me.contacts.count.get(), 7)

    async def test_contacts_are_found_by_mail_address(self) -> None:
        await self.create("A", email_addresses=[EmailAddress(address="one@example.test")])
        await self.create("B", email_addresses=[EmailAddress(address="two@example.test")])
        parameters = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(
            filter="emailAddresses/any(a:a/address eq 'two@example.test')"
        )
        page = await self.me.contacts.get(RequestConfiguration(query_parameters=parameters))
        self.assertEqual([contact.given_name for contact in page.value], ["B"])

    async def test_extended_properties_are_written_expanded_filtered_and_cleared(self) -> None:
        made = await self.create("A", single_value_extended_properties=stamp("1.ab.cd"))
        self.assertIsNone(made.single_value_extended_properties)
        item = self.me.contacts.by_contact_id(made.id)
        parameters = ContactItemRequestBuilder.ContactItemRequestBuilderGetQueryParameters(expand=[EXPAND])
        expanded = RequestConfiguration(query_parameters=parameters)
        read = await item.get(expanded)
        self.assertEqual([(one.id, one.value) for one in read.single_value_extended_properties], [(STAMP, "1.ab.cd")])
        find = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(
            filter=f"singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq '1.AB.CD')",
            expand=[EXPAND],
        )
        page = await self.me.contacts.get(RequestConfiguration(query_parameters=find))
        self.assertEqual(page.value[0].single_value_extended_properties[0].value, "1.ab.cd")
        await item.patch(Contact(single_value_extended_properties=stamp("2.ef")))
        page = await self.me.contacts.get(RequestConfiguration(query_parameters=find))
        self.assertEqual(page.value, [])

    async def test_immutable_ids_are_stable_and_translate(self) -> None:
        made = await self.me.contacts.post(Contact(given_name="A"), immutable())
        body = TranslateExchangeIdsPostRequestBody(
            input_ids=[made.id],
            source_id_type=ExchangeIdFormat.RestImmutableEntryId,
            target_id_type=ExchangeIdFormat.RestId,
        )
        translated = await self.me.translate_exchange_ids.post(body)
        read = await self.me.contacts.by_contact_id(translated.value[0].target_id).get()
        self.assertEqual(read.given_name, "A")

    async def test_refusals_are_understood(self) -> None:
        with self.assertRaises(ODataError) as refused:
            await self.create("A", business_phones=["1", "2", "3"])
        self.assertIn("exceeds the max allowed value of 2", refused.exception.error.message)
        self.assertEqual(refused.exception.response_status_code, 400)


class Folders(SdkCase):
    async def test_contacts_live_in_folders_and_move_through_them(self) -> None:
        outer = await self.me.contact_folders.post(ContactFolder(display_name="Outer"))
        inner = await self.me.contact_folders.by_contact_folder_id(outer.id).child_folders.post(
            ContactFolder(display_name="Inner")
        )
        listed = await self.me.contact_folders.get()
        self.assertEqual([folder.display_name for folder in listed.value], ["Outer"])
        default = await self.me.contact_folders.by_contact_folder_id("contacts").get()
        self.assertEqual(outer.parent_folder_id, default.id)
        contacts = self.me.contact_folders.by_contact_folder_id(outer.id).contacts
        made = await contacts.post(Contact(given_name="A"), immutable())
        path = f"/mailboxes/{mailbox()['address']}/contacts/{made.id}/move"
        for folder in (inner, default, outer, inner):
            admin("POST", path, {"folder": folder.id})
            read = await self.me.contacts.by_contact_id(made.id).get(immutable())
            self.assertEqual(read.parent_folder_id, folder.id)
        # Graph itself has no move: its way is a new contact there and a delete here.
        copy = await contacts.post(Contact(given_name=read.given_name))
        await self.me.contacts.by_contact_id(made.id).delete()
        parameters = FolderContacts.ContactsRequestBuilderGetQueryParameters(select=["givenName"])
        page = await contacts.get(RequestConfiguration(query_parameters=parameters))
        self.assertEqual([contact.id for contact in page.value], [copy.id])

    async def test_a_folder_is_renamed_and_deleted(self) -> None:
        folder = await self.me.contact_folders.post(ContactFolder(display_name="Team"))
        item = self.me.contact_folders.by_contact_folder_id(folder.id)
        renamed = await item.patch(ContactFolder(display_name="Crew"))
        self.assertEqual(renamed.display_name, "Crew")
        await item.delete()
        self.assertEqual((await self.me.contact_folders.get()).value, [])
        bin = await self.me.contact_folders.by_contact_folder_id("deleteditems").get()
        self.assertEqual((await item.get()).parent_folder_id, bin.id)


class Delta(SdkCase):
    async def round(self, link: str | None = None) -> tuple[list[Contact], str]:
        """Follows a round to its end: the entries and the link to the next."""
        delta, entries = self.me.contacts.delta, []
        configuration = immutable()
        configuration.headers.add("Prefer", "odata.maxpagesize=2")
        while True:
            builder = delta.with_url(link) if link else delta
            page = await builder.get(configuration)
            entries.extend(page.value)
            if page.odata_delta_link:
                return entries, page.odata_delta_link
            link = page.odata_next_link

    async def test_rounds_tell_what_changed_page_by_page(self) -> None:
        made = [await self.me.contacts.post(Contact(given_name=f"N{number}"), immutable()) for number in range(5)]
        entries, link = await self.round()
        self.assertEqual([entry.id for entry in entries], [contact.id for contact in made])
        entries, link = await self.round(link)
        self.assertEqual(entries, [])
        await self.me.contacts.by_contact_id(made[1].id).patch(Contact(job_title="Chief"))
        await self.me.contacts.by_contact_id(made[3].id).delete()
        entries, link = await self.round(link)
        self.assertEqual([entry.id for entry in entries], [made[1].id, made[3].id])
        self.assertEqual(entries[0].job_title, "Chief")
        self.assertEqual(entries[1].additional_data["@removed"]["reason"], "deleted")

    async def test_a_selection_lasts_for_all_rounds(self) -> None:
        parameters = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(select=["displayName"])
        page = await self.me.contacts.delta.get(RequestConfiguration(query_parameters=parameters))
        await self.create("A", surname="B")
        page = await self.me.contacts.delta.with_url(page.odata_delta_link).get()
        self.assertEqual((page.value[0].display_name, page.value[0].surname), ("A B", None))

    async def test_a_round_over_folders(self) -> None:
        page = await self.me.contact_folders.delta.get()
        await self.me.contact_folders.post(ContactFolder(display_name="Team"))
        page = await self.me.contact_folders.delta.with_url(page.odata_delta_link).get()
        self.assertEqual([folder.display_name for folder in page.value], ["Team"])

    async def test_an_old_link_is_gone(self) -> None:
        _, link = await self.round()
        admin("POST", f"/mailboxes/{mailbox()['address']}/delta/expire")
        with self.assertRaises(ODataError) as refused:
            await self.round(link)
        self.assertEqual(refused.exception.error.code, "SyncStateNotFound")


class Batches(SdkCase):
    async def test_parts_are_performed_and_answered_by_their_ids(self) -> None:
        read = await self.create("A")
        create = self.me.contacts.to_post_request_information(Contact(given_name="B"))
        parts = {
            "create": create,
            "read": self.me.contacts.by_contact_id(read.id).to_get_request_information(),
            "missing": self.me.contacts.by_contact_id("nonsense").to_get_request_information(),
        }
        content = BatchRequestContent()
        for name, information in parts.items():
            content.add_request(name, BatchRequestItem(information, name))
        answer = await self.bench.client.batch.post(content)
        self.assertEqual(answer.get_response_status_codes(), {"create": 201, "read": 200, "missing": 400})
        # msgraph-core 1.5 drops bodies that are JSON objects, so they are read from the answer itself.
        bodies = {part["id"]: part["body"] for part in self.bench.answers[-1].json()["responses"]}
        self.assertEqual(bodies["create"]["givenName"], "B")
        self.assertEqual(bodies["read"]["id"], read.id)
        self.assertEqual(bodies["missing"]["error"]["code"], "ErrorInvalidIdMalformed")
        self.assertEqual(await self.me.contacts.count.get(), 2)

    async def test_a_part_waits_for_the_one_that_it_depends_on(self) -> None:
        made = await self.create("A")
        item = self.me.contacts.by_contact_id(made.id)
        change = BatchRequestItem(item.to_patch_request_information(Contact(surname="B")), "change")
        remove = BatchRequestItem(item.to_delete_request_information(), "remove", [change])
        content = BatchRequestContent()
        content.add_request("change", change)
        content.add_request("remove", remove)
        answer = await self.bench.client.batch.post(content)
        self.assertEqual(answer.get_response_status_codes(), {"change": 200, "remove": 204})

    async def test_twenty_creates_in_one_request(self) -> None:
        content = BatchRequestContent()
        for number in range(20):
            information = self.me.contacts.to_post_request_information(Contact(given_name=f"N{number}"))
            content.add_request_information(information, str(number))
        answer = await self.bench.client.batch.post(content)
        self.assertEqual(set(answer.get_response_status_codes().values()), {201})
        self.assertEqual(await self.me.contacts.count.get(), 20)


class Photos(SdkCase):
    async def test_a_photo_is_put_described_and_read_back(self) -> None:
        made = await self.create("A")
        photo = self.me.contacts.by_contact_id(made.id).photo
        with self.assertRaises(ODataError) as refused:
            await photo.get()
        self.assertEqual(refused.exception.error.code, "ErrorItemNotFound")
        await photo.content.put(png(200))
        self.assertEqual(await photo.content.get(), png(200))
        described = await photo.get()
        self.assertEqual((described.width, described.height), (8, 8))
        patched = await photo.patch(ProfilePhoto(width=1, height=1))
        self.assertEqual((patched.width, patched.height), (8, 8))
        read = await self.me.contacts.by_contact_id(made.id).get()
        self.assertNotEqual(read.change_key, made.change_key)
        with self.assertRaises(ODataError) as refused:
            await photo.content.delete()
        self.assertEqual(refused.exception.error.message, "The OData request is not supported.")


if __name__ == "__main__":
    unittest.main()
