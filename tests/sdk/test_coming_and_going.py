"""What owners do with their contacts in Outlook, beside editing and deleting them: nothing is lost by it."""

from __future__ import annotations

import os
import unittest
from unittest import mock
from urllib.parse import quote

from bench import Bench, admin
from desk import POSITION, DeskCase
from test_sdk import immutable, png


class ComingAndGoing(DeskCase):
    """What an owner does with contacts in Outlook."""

    def feed_tells_of_restored(self) -> None:
        """Without this the daily look finds them."""
        admin("PATCH", "/quirks", {"restore_appears_in_delta": True})

    async def test_a_contact_that_its_owner_deleted_and_restored_is_linked_again_and_merged(self) -> None:
        self.feed_tells_of_restored()
        person = self.linked("Returner")
        _, contact = await self.ben.find("Returner")
        await self.ben.delete(str(contact.id))
        self.settle(self.ben)
        self.assertEqual(self.link(person, self.ben), "outlook_delete")
        self.change(person, "department", "Research")
        self.ben.by_hand(str(contact.id), "restore")
        await self.ben.edit(str(contact.id), job_title=POSITION)
        self.settle(self.ben)
        self.assertEqual(self.link(person, self.ben), "replicated")
        place, found = await self.ben.find("Returner")
        self.assertEqual((place, found.id, found.department), ("stamped", contact.id, "Research"))
        self.assertEqual(self.field(person, "job_title"), POSITION)
        self.assertIn("revived", [one["kind"] for one in self.history(person)])

    async def test_a_contact_restored_after_a_withdrawal_is_offered_and_linked_when_it_is_asked_for(self) -> None:
        self.feed_tells_of_restored()
        person = self.linked("Offered")
        _, contact = await self.ben.find("Offered")
        self.call("DELETE", f"/contact-persons/{person}/links/{self.ben.id}", role="user")
        self.settle(self.ben)
        self.assertEqual((await self.ben.find("Offered"))[0], "deleted")
        self.ben.by_hand(str(contact.id), "restore")
        self.change(person, "department", "Research")
        self.settle(self.ben)
        self.assertEqual(self.link(person, self.ben), "withdrawn")
        self.assertIsNone((await self.ben.find("Offered"))[1].department, "nothing is written to it")
        path = f"/mailboxes/{self.ben.id}/import-candidates"
        [offered] = self.call("GET", path, role="user")["items"]
        self.assertEqual((offered["candidate"], offered["relink"]["id"]), (contact.id, person))
        self.adopt(person, self.ben)
        self.settle(self.ben)
        place, found = await self.ben.find("Offered")
        self.assertEqual((place, found.id, found.department), ("stamped", contact.id, "Research"))

    async def test_a_copy_loses_our_mark_and_its_edits_are_nobodys(self) -> None:
        person = self.linked("Twin")
        _, contact = await self.ben.find("Twin")
        copy = self.ben.by_hand(str(contact.id), "copy")["id"]
        self.settle(self.ben)
        await self.ben.edit(copy, job_title=POSITION)
        self.settle(self.ben)
        places = {one: place for one, (place, _) in (await self.ben.contacts()).items()}
        self.assertEqual(places, {str(contact.id): "stamped", copy: "unstamped"})
        self.assertIsNone(self.field(person, "job_title"))
        self.assertEqual(self.link(person, self.ben), "replicated")

    async def test_a_contact_moved_to_another_folder_stays_linked_and_goes_on_being_written_to(self) -> None:
        person = self.linked("Mover")
        _, contact = await self.ben.find("Mover")
        folder = admin("POST", f"/mailboxes/{self.ben.address}/folders", {"name": "Friends"})["id"]
        self.ben.by_hand(str(contact.id), "move", {"folder": folder})
        self.settle(self.ben)
        detail = self.call("GET", f"/contact-persons/{person}/links/{self.ben.id}")["detail"]
        self.assertEqual(detail["state"], "replicated")
        self.assertIsNotNone(detail["elsewhere"])
        self.change(person, "job_title", POSITION)
        self.settle(self.ben)
        found = await self.ben.me.contacts.by_contact_id(str(contact.id)).get(immutable())
        assert found is not None
        self.assertEqual(found.job_title, POSITION)
        self.assertEqual(await self.ben.contacts(), {})

    async def test_a_mailbox_whose_token_is_refused_loses_nothing_and_goes_on_with_a_new_one(self) -> None:
        person = self.linked("Patient")
        token = admin("POST", f"/mailboxes/{self.ben.address}/revoke", {})["token"]
        self.change(person, "job_title", POSITION)
        self.wait(lambda: self.mailbox(self.ben)["state"] == "reconnect_needed")
        self.assertEqual(self.link(person, self.ben), "replicated")
        self.call("POST", f"/mailboxes/{self.ben.id}/reconnect", {"token": token})
        self.settle(self.ben)
        with mock.patch.dict(os.environ, {"STANDIN_TOKEN": token}):
            self.ben.bench = Bench()
        self.ben.me = self.ben.bench.client.me
        place, contact = await self.ben.find("Patient")
        self.assertEqual((place, contact.job_title), ("stamped", POSITION))

    async def test_a_photo_that_its_owner_removes_in_outlook_stays_in_the_crm(self) -> None:
        person = self.person("Portrait")
        self.call("PUT", f"/contact-persons/{person}/photo", png(120))
        self.adopt(person, self.ben)
        self.settle(self.ben)
        _, contact = await self.ben.find("Portrait")
        photo = f"/mailboxes/{self.ben.address}/contacts/{quote(str(contact.id), safe='')}/photo"
        ours = self.call("GET", f"/contact-persons/{person}/photo?size=outlook")
        self.assertEqual(await self.ben.me.contacts.by_contact_id(str(contact.id)).photo.content.get(), ours)
        admin("DELETE", photo)
        self.settle(self.ben)
        self.assertEqual(self.call("GET", f"/contact-persons/{person}/photo?size=outlook"), ours)
        self.assertEqual(self.link(person, self.ben), "replicated")

    async def test_a_folder_emptied_in_outlook_stops_at_the_brake_and_no_person_is_lost(self) -> None:
        persons = [self.person(f"Person {number:02}") for number in range(22)]
        run = self.call("POST", "/exports", {"mailbox": self.ben.id, "contact_persons": persons})
        self.wait(lambda: self.call("GET", f"/runs/{run['id']}")["state"] == "done")
        self.settle(self.ben)
        self.pause(self.ben)
        for contact_id in await self.ben.contacts():
            await self.ben.delete(contact_id)
        self.call("POST", f"/mailboxes/{self.ben.id}/activate", {})
        self.wait(lambda: self.mailbox(self.ben)["state"] == "braked")
        self.assertEqual(self.mailbox(self.ben)["health"]["brake"], {"ending": 22, "links": 22})
        self.assertEqual({self.link(person, self.ben) for person in persons}, {"replicated"})
        self.call("POST", f"/mailboxes/{self.ben.id}/release-brake", {})
        self.settle(self.ben)
        self.assertEqual({self.link(person, self.ben) for person in persons}, {"outlook_delete"})
        self.assertEqual(len(self.call("GET", "/contact-persons?limit=200")["items"]), 22)
        self.assertEqual([place for place, _ in (await self.ben.contacts()).values()], ["deleted"] * 22)


if __name__ == "__main__":
    unittest.main()
