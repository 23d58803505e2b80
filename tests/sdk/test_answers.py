"""The validation of answers can fail: it needs no stand-in."""

from __future__ import annotations

import unittest

import httpx

from answers import Description

CONTACT = {"type": "object", "properties": {"id": {"type": "string"}, "title": {"type": "string", "nullable": True}}}
DOCUMENT = {
    "openapi": "3.0.4",
    "paths": {
        "/me/contacts/delta()": {"get": {"responses": {"2XX": {"description": "Success"}}}},
        "/$batch": {
            "post": {"responses": {"2XX": {"content": {"application/json": {"schema": {"type": "object"}}}}}}
        },
        "/me/contacts/{contact-id}": {
            "get": {
                "responses": {
                    "2XX": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/contact"}}}},
                    "4XX": {"$ref": "#/components/responses/error"},
                }
            }
        },
    },
    "components": {
        "schemas": {"contact": CONTACT},
        "responses": {
            "error": {"content": {"application/json": {"schema": {"type": "object", "required": ["error"]}}}},
        },
    },
}


def faults(path: str, status: int, **answer: object) -> list[str]:
    request = httpx.Request("GET", f"http://localhost/v1.0{path}")
    return list(Description(DOCUMENT).faults(httpx.Response(status, request=request, **answer)))


class Answers(unittest.TestCase):
    def test_an_answer_that_fits_has_no_faults(self) -> None:
        self.assertEqual(faults("/me/contacts/x", 200, json={"id": "x", "title": None}), [])
        self.assertEqual(faults("/me/contacts/delta", 200, json={}), [])

    def test_a_wrong_type_is_named(self) -> None:
        self.assertIn("title", faults("/me/contacts/x", 200, json={"id": "x", "title": 1})[0])

    def test_a_refusal_without_its_envelope_is_named(self) -> None:
        self.assertEqual(len(faults("/me/contacts/x", 404, json={})), 1)

    def test_an_undescribed_path_is_named(self) -> None:
        self.assertIn("not described", faults("/me/messages", 200, json={})[0])

    def test_the_parts_of_a_batch_are_held_to_the_description_too(self) -> None:
        def batch(*answers: dict[str, object]) -> list[str]:
            asked = [{"id": "1", "method": "GET", "url": "/me/contacts/x?$select=title"}]
            request = httpx.Request("POST", "http://localhost/v1.0/$batch", json={"requests": asked})
            answer = httpx.Response(200, request=request, json={"responses": list(answers)})
            return list(Description(DOCUMENT).faults(answer))

        self.assertEqual(batch({"id": "1", "status": 200, "body": {"id": "x", "title": None}}), [])
        self.assertIn("title", batch({"id": "1", "status": 200, "body": {"id": "x", "title": 1}})[0])
        self.assertEqual(len(batch({"id": "1", "status": 404, "body": {}})), 1)
        self.assertIn("not answered", batch()[0])
        self.assertIn("not asked for", batch({"id": "2", "status": 200})[-1])

    def test_an_empty_body_must_not_say_that_it_is_json(self) -> None:
        headers = {"content-type": "application/json"}
        self.assertEqual(len(faults("/me/contacts/x", 204, headers=headers)), 1)


if __name__ == "__main__":
    unittest.main()
