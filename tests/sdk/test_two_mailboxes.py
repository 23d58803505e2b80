"""One person in the mailboxes of two employees."""

from __future__ import annotations

import unittest

from desk import POSITION, DeskCase


class TwoMailboxes(DeskCase):
    """One person at two employees."""

    async def both(self) -> tuple[str, str, str]:
        """A person in both mailboxes, and its contacts."""
        person = self.linked("Shared", self.ben, self.anna)
        _, bens = await self.ben.find("Shared")
        _, annas = await self.anna.find("Shared")
        return person, str(bens.id), str(annas.id)

    async def test_an_edit_in_one_mailbox_reaches_the_crm_and_the_other_mailbox(self) -> None:
        person, bens, annas = await self.both()
        await self.ben.edit(bens, job_title=POSITION)
        self.settle(self.ben, self.anna)
        self.assertEqual(self.field(person, "job_title"), POSITION)
        place, contact = await self.anna.find("Shared")
        self.assertEqual((place, contact.id, contact.job_title), ("stamped", annas, POSITION))
        await self.anna.edit(annas, mobile_phone="+49 171 5550100")
        self.settle(self.anna, self.ben)
        place, contact = await self.ben.find("Shared")
        self.assertEqual((place, contact.id, contact.mobile_phone), ("stamped", bens, "+49 171 5550100"))
        told = [(one["field"], one["cause"], one["mailbox"]) for one in self.history(person) if one["kind"] == "edited"]
        self.assertEqual(told, [("mobile_phone", "outlook", self.anna.id), ("job_title", "outlook", self.ben.id)])

    async def test_two_edits_of_one_field_end_in_one_value_everywhere_and_the_loser_is_kept(self) -> None:
        person, bens, annas = await self.both()
        self.pause(self.ben)
        self.pause(self.anna)
        await self.ben.edit(bens, job_title="Countess")
        await self.anna.edit(annas, job_title="Duchess")
        self.activate(self.ben)
        self.activate(self.anna)
        self.settle(self.ben, self.anna)
        value = self.field(person, "job_title")
        for outlook in (self.ben, self.anna):
            self.assertEqual((await outlook.find("Shared"))[1].job_title, value)
        [conflict] = [one for one in self.history(person) if one["kind"] == "conflict"]
        self.assertEqual({value, conflict["before"]}, {"Countess", "Duchess"})

    async def test_deleting_in_one_mailbox_leaves_the_other(self) -> None:
        person, bens, annas = await self.both()
        await self.ben.delete(bens)
        self.settle(self.ben, self.anna)
        self.assertEqual(self.link(person, self.ben), "outlook_delete")
        self.assertEqual(self.link(person, self.anna), "replicated")
        await self.anna.edit(annas, job_title=POSITION)
        self.settle(self.anna, self.ben)
        self.assertEqual(self.field(person, "job_title"), POSITION)
        self.assertEqual((await self.anna.find("Shared"))[0], "stamped")
        place, contact = await self.ben.find("Shared")
        self.assertEqual((place, contact.id, contact.job_title), ("deleted", bens, None))

    async def test_withdrawing_from_one_mailbox_leaves_the_other(self) -> None:
        person, _, annas = await self.both()
        self.call("DELETE", f"/contact-persons/{person}/links/{self.ben.id}")
        self.change(person, "job_title", POSITION)
        self.settle(self.ben, self.anna)
        self.assertEqual((self.link(person, self.ben), self.link(person, self.anna)), ("withdrawn", "replicated"))
        self.assertEqual((await self.ben.find("Shared"))[0], "deleted")
        place, contact = await self.anna.find("Shared")
        self.assertEqual((place, contact.id, contact.job_title), ("stamped", annas, POSITION))

    async def test_a_person_deleted_in_the_crm_leaves_each_mailbox_by_the_same_rule(self) -> None:
        person, bens, _ = await self.both()
        self.pause(self.ben)
        self.pause(self.anna)
        await self.ben.edit(bens, job_title=POSITION)
        self.call("DELETE", f"/contact-persons/{person}")
        self.activate(self.ben)
        self.activate(self.anna)
        place, contact = await self.ben.find("Shared")
        self.assertEqual((place, contact.job_title), ("unstamped", POSITION))
        self.assertEqual((await self.anna.find("Shared"))[0], "deleted")
        links = (self.link(person, self.ben), self.link(person, self.anna))
        self.assertEqual(links, ("released_edited", "person_deleted"))


if __name__ == "__main__":
    unittest.main()
