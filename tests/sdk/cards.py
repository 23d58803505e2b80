"""A folder of vCards as Outlook, Apple's Contacts, Google, Android and a CardDAV server write them, and one of photos.

Beside each card stands what has to be in Outlook afterwards, written down by hand, field by field; a field that does
not stand there is to be empty (but the full name, which is made of its parts then, and not of title and suffix). Photos
differ in size, so that each can be told from the others when it is read back.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from test_sdk import png


@dataclass(frozen=True)
class Card:
    """One vCard as it lies in its file."""

    file: str
    text: str
    # By the keys of the field map.
    fields: dict[str, Any]
    # The side of its photo in pixels, wherever that comes from.
    photo: int | None = None
    charset: str = "utf-8"
    line_end: str = "\r\n"


def bmp(side: int) -> bytes:
    """A real picture, as an old scanner writes it."""
    row = b"\x30\x60\x90" * side
    row += b"\0" * (-len(row) % 4)
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, len(row) * side, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(row) * side, 0, 0, 54) + header + row * side


def packed(head: str, side: int, width: int = 73) -> str:
    """A photo in base64 behind the head of its property, in folded lines."""
    whole = head + base64.b64encode(png(side, side)).decode()
    lines = [whole[:width]] + [whole[place : place + width - 1] for place in range(width, len(whole), width - 1)]
    return "\n ".join(lines)


def outlook_packed(head: str, side: int) -> str:
    """The same as Outlook does it: beginning on a line of its own, with an empty line behind."""
    data = base64.b64encode(png(side, side)).decode()
    return "\n ".join([head, *(data[place : place + 72] for place in range(0, len(data), 72))]) + "\n"


OUTLOOK = Card(
    file="Jörg Peter Weißmüller.vcf",
    charset="windows-1252",
    text=f"""\
BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=de;CHARSET=Windows-1252:Weißmüller;Jörg;Peter;Herr Dr.
FN;CHARSET=Windows-1252:Herr Dr. Jörg Peter Weißmüller
ORG;CHARSET=Windows-1252:Möbel Größ GmbH;Einkauf
TITLE:Leiter Einkauf
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Gr=FC=DFe von der Messe: Stand 4=3B R=FCckruf am Montag, nicht vor =
zehn=0D=0AHat zwei Hunde=0D=0A=0D=0A=

TEL;WORK;VOICE:+49 (89) 5550-101
TEL;CELL;VOICE:+49 171 5550102
TEL;WORK;FAX:+49 (89) 5550-109
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:;Zimmer 12;Hauptstra=DFe 5=0D=0AHinterhaus;M=FCn=
chen;Bayern;80331;Deutschland
LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Zimmer 12=0D=0A=
Hauptstra=DFe 5=0D=0A=
Hinterhaus=0D=0A=
80331 M=FCnchen
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
URL;WORK:https://www.moebel-groess.example
ROLE:Holzwirt
BDAY:19750614
EMAIL;PREF;INTERNET:joerg.weissmueller@moebel-groess.example
X-MS-IMADDRESS:joerg@chat.example
{outlook_packed("PHOTO;TYPE=PNG;ENCODING=BASE64:", 40)}
X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns="http://schemas.microsoft.com/office/outlook/12/electronicbusinesscards"/>
X-MS-MANAGER:Frau Groß
REV:20260302T101500Z
END:VCARD
""",
    fields={
        "title": "Herr Dr.", "first_name": "Jörg", "middle_name": "Peter", "last_name": "Weißmüller",
        "company": "Möbel Größ GmbH", "department": "Einkauf",
        "job_title": "Leiter Einkauf", "profession": "Holzwirt", "manager": "Frau Groß", "office": "Zimmer 12",
        "notes": "Grüße von der Messe: Stand 4; Rückruf am Montag, nicht vor zehn\nHat zwei Hunde",
        "business_phone": "+49 (89) 5550-101", "mobile_phone": "+49 171 5550102", "business_fax": "+49 (89) 5550-109",
        "business_street": "Hauptstraße 5\nHinterhaus", "business_city": "München", "business_state": "Bayern",
        "business_postal_code": "80331", "business_country": "Deutschland", "mailing_address": "business",
        "web_page": "https://www.moebel-groess.example", "birthday": "1975-06-14",
        "email_1": "joerg.weissmueller@moebel-groess.example", "im_1": "joerg@chat.example",
    },
    photo=40,
)  # fmt: skip

APPLE = Card(
    file="Amelie Dubois.vcf",
    text=f"""\
BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14.5//EN
N:Dubois;Amélie;;;
FN:Amélie Dubois
NICKNAME:Mélie
ORG:Fromagerie du Lac\\, SARL;Export;
TITLE:Responsable export
EMAIL;type=INTERNET;type=HOME:melie@dubois.example
EMAIL;type=INTERNET;type=WORK;type=pref:amelie@lac.example
TEL;type=IPHONE;type=CELL;type=VOICE;type=pref:+33 6 55 01 02 03
TEL;type=MAIN:+33 4 99 00 11 00
TEL;type=WORK;type=VOICE:+33 4 99 00 11 22
TEL;type=HOME;type=FAX:+33 4 99 00 11 33
item1.ADR;type=WORK;type=pref:;;12 rue du Lac\\nBâtiment B;Annecy;;74000;France
item1.X-ABADR:fr
item2.ADR;type=HOME:;;3 place de l’Église;Thônes;;74230;France
item2.X-ABADR:fr
item3.URL;type=pref:https\\://lac.example
item3.X-ABLabel:_$!<HomePage>!$_
BDAY:1984-02-29
item4.X-ABDATE;type=pref:2010-09-04
item4.X-ABLabel:_$!<Anniversary>!$_
item5.X-ABRELATEDNAMES;type=pref:Luc
item5.X-ABLabel:_$!<Spouse>!$_
item6.X-ABRELATEDNAMES:Zoé
item6.X-ABLabel:_$!<Assistant>!$_
IMPP;X-SERVICE-TYPE=Skype;type=WORK;type=pref:skype:amelie.dubois
NOTE:Rencontrée à Lyon\\nRappeler en mars\\; parle allemand\\, un peu
{packed("PHOTO;ENCODING=b;TYPE=PNG:", 48)}
UID:7c0e6d1c-52a4-4be5-9a55-e51c9e6f0a01
X-ABUID:7C0E6D1C-52A4-4BE5-9A55-E51C9E6F0A01:ABPerson
END:VCARD
""",
    fields={
        "first_name": "Amélie", "last_name": "Dubois", "full_name": "Amélie Dubois", "nickname": "Mélie",
        "company": "Fromagerie du Lac, SARL", "department": "Export", "job_title": "Responsable export",
        "email_1": "amelie@lac.example", "email_2": "melie@dubois.example", "mobile_phone": "+33 6 55 01 02 03",
        "primary_phone": "+33 4 99 00 11 00", "business_phone": "+33 4 99 00 11 22", "home_fax": "+33 4 99 00 11 33",
        "business_street": "12 rue du Lac\nBâtiment B", "business_city": "Annecy", "business_postal_code": "74000",
        "business_country": "France", "mailing_address": "business", "home_street": "3 place de l’Église",
        "home_city": "Thônes", "home_postal_code": "74230", "home_country": "France",
        "web_page": "https://lac.example", "birthday": "1984-02-29", "anniversary": "2010-09-04", "spouse": "Luc",
        "assistant": "Zoé", "im_1": "skype:amelie.dubois",
        "notes": "Rencontrée à Lyon\nRappeler en mars; parle allemand, un peu",
    },
    photo=48,
)  # fmt: skip

# Google names a photo by its address, which is not fetched: it comes out of the folder, by the e-mail address.
GOOGLE = Card(
    file="contacts.vcf",
    text="""\
BEGIN:VCARD
VERSION:3.0
FN:Prof. Wei Chen
N:Chen;Wei;;Prof.;
EMAIL;TYPE=INTERNET;TYPE=WORK:Wei.Chen@labs.example
EMAIL;TYPE=INTERNET;TYPE=HOME:wei@chen.example
TEL;TYPE=CELL:+852 5555 0101
item1.TEL:+852 5555 0199
item1.X-ABLabel:Labor
ADR;TYPE=WORK:;;1 Harbour Road;Wan Chai;;;Hong Kong
ORG:Harbour Labs Ltd
TITLE:Head of Research
BDAY:1979-01-01
item2.URL:http\\://labs.example/~wei
item2.X-ABLabel:PROFILE
NOTE:Zwei Zeilen\\, die erste ist lang genug\\, dass sie hier über die fünfund
 siebzig Zeichen geht\\nund die zweite
PHOTO:https://photos.example/contacts/ANXAaE
CATEGORIES:Lieferanten,myContacts
END:VCARD
""",
    fields={
        "title": "Prof.", "first_name": "Wei", "last_name": "Chen",
        "email_1": "Wei.Chen@labs.example", "email_2": "wei@chen.example", "mobile_phone": "+852 5555 0101",
        "other_phone": "+852 5555 0199", "business_street": "1 Harbour Road", "business_city": "Wan Chai",
        "business_country": "Hong Kong", "company": "Harbour Labs Ltd", "job_title": "Head of Research",
        "birthday": "1979-01-01", "web_page": "http://labs.example/~wei", "categories": ["Lieferanten", "myContacts"],
        "notes": "Zwei Zeilen, die erste ist lang genug, dass sie hier über die fünfundsiebzig Zeichen geht\n"
        "und die zweite",
    },
    photo=56,
    line_end="\n",
)  # fmt: skip

# A letter of two bytes is torn apart by the end of a line, as Android does it.
ANDROID = Card(
    file="00001.vcf",
    text=f"""\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=81=75=63=7A=61=6B;=C5=BB=61=6E=65=74=61;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=BB=61=6E=65=74=61=20=C5=81=75=63=7A=61=6B
TEL;CELL:+48601555010
TEL;WORK;PREF:+48225550100
TEL;HOME:+48225550177
EMAIL;WORK:zaneta@meble.example
ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;=75=6C=2E=20=C5=9A=77=2E=20=4A=61=6E=61=20=31=3B=20=6D=
=2E=20=32;=C5=81=C3=B3=64=C5=BA;;=39=30=2D=30=30=30;=50=6F=6C=73=6B=61
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=65=62=6C=65=20=C5=81=C3=B3=64=C5=BA
TITLE:Dyrektor
URL:https://meble.example
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=50=6F=7A=6E=61=6E=61=20=6E=61=20=74=61=72=67=61=63=68=20=77=20=C5=
=81=6F=64=7A=69=0A=4F=64=64=7A=77=6F=6E=69=C4=87
BDAY:1990-11-05
{packed("PHOTO;ENCODING=BASE64;PNG:", 64)}

END:VCARD
""",
    fields={
        "first_name": "Żaneta", "last_name": "Łuczak", "full_name": "Żaneta Łuczak", "mobile_phone": "+48601555010",
        "business_phone": "+48225550100", "home_phone": "+48225550177", "email_1": "zaneta@meble.example",
        "business_street": "ul. Św. Jana 1; m. 2", "business_city": "Łódź", "business_postal_code": "90-000",
        "business_country": "Polska", "company": "Meble Łódź", "job_title": "Dyrektor",
        "web_page": "https://meble.example", "birthday": "1990-11-05",
        "notes": "Poznana na targach w Łodzi\nOddzwonić",
    },
    photo=64,
)  # fmt: skip

SERVER = Card(
    file="soeren.vcf",
    text=f"""\
BEGIN:VCARD
VERSION:4.0
PRODID:-//Sabre//Sabre VObject 4.5.4//EN
UID:2f6a8a0e-5b0c-4d9e-8f0e-6c1d2e3f4a5b
FN:Søren Aabye Kierkegård ph.d.
N:Kierkegård;Søren;Aabye;;ph.d.
ORG:Nordisk Forlag A/S;Redaktion;Filosofi
TITLE:Redaktør
ROLE:Filosof
EMAIL;TYPE=home;PREF=2:sk@privat.example
EMAIL;TYPE=work;PREF=1:soren@forlag.example
TEL;VALUE=uri;TYPE="voice,work":tel:+45-33-55-01-00;ext=12
TEL;VALUE=uri;TYPE=cell:tel:+45-20-55-01-01
TEL;TYPE=pager:+45 20 55 01 99
ADR;TYPE=work;LABEL="Vesterbrogade 1^n1620 København V":;;Vesterbrogade 1;København V;;1620;Danmark
BDAY:19700505
ANNIVERSARY:20000601
GENDER:M
IMPP;PREF=1:xmpp:soren@forlag.example
RELATED;TYPE=spouse;VALUE=text:Regine
RELATED;TYPE=child;VALUE=text:Ida
RELATED;TYPE=child;VALUE=text:Emil
CATEGORIES:Forfatter,VIP\\, dansk
URL:https://forlag.example/s%C3%B8ren?a=1;b=2
NOTE:Første linje\\nanden\\; med semikolon\\, komma og \\\\ skråstreg
{packed("PHOTO:data:image/png;base64,", 72)}
REV:20260110T083000Z
END:VCARD
""",
    fields={
        "first_name": "Søren", "middle_name": "Aabye", "last_name": "Kierkegård", "suffix": "ph.d.",
        "company": "Nordisk Forlag A/S", "department": "Redaktion, Filosofi", "job_title": "Redaktør",
        "profession": "Filosof", "email_1": "soren@forlag.example", "email_2": "sk@privat.example",
        "business_phone": "+45-33-55-01-00 ext. 12", "mobile_phone": "+45-20-55-01-01", "pager": "+45 20 55 01 99",
        "business_street": "Vesterbrogade 1", "business_city": "København V", "business_postal_code": "1620",
        "business_country": "Danmark", "birthday": "1970-05-05", "anniversary": "2000-06-01", "gender": "male",
        "im_1": "xmpp:soren@forlag.example", "spouse": "Regine", "children": ["Ida", "Emil"],
        "categories": ["Forfatter", "VIP, dansk"], "web_page": "https://forlag.example/s%C3%B8ren?a=1;b=2",
        "notes": "Første linje\nanden; med semikolon, komma og \\ skråstreg",
    },
    photo=72,
)  # fmt: skip

# Without a company, and with a photo that is found by the card's UID.
PHONE = Card(
    file="icloud.VCF",
    text="""\
BEGIN:VCARD
VERSION:3.0
N:O'Brien-Núñez;Inês;;;
FN:Inês O'Brien-Núñez
TEL;type=CELL;type=VOICE;type=pref:+351 912 555 010
UID:9D1B6F0C-3C43-4E6B-9B53-0C7B4A1D2E3F
REV:2026-05-01T09:00:00Z
END:VCARD
""",
    fields={
        "first_name": "Inês", "last_name": "O'Brien-Núñez", "full_name": "Inês O'Brien-Núñez",
        "mobile_phone": "+351 912 555 010", "company": "Without Company Ltd",
    },
    photo=80,
)  # fmt: skip

# In the file that Google writes for all contacts; without a photo anywhere.
LAST = Card(
    file="contacts.vcf",
    text="""\
BEGIN:VCARD
VERSION:3.0
FN:Bo
N:;Bo;;;
EMAIL;TYPE=INTERNET:bo@labs.example
ORG:Harbour Labs Ltd
END:VCARD
""",
    fields={"first_name": "Bo", "full_name": "Bo", "email_1": "bo@labs.example", "company": "Harbour Labs Ltd"},
    line_end="\n",
)

CARDS = [OUTLOOK, APPLE, GOOGLE, ANDROID, SERVER, PHONE, LAST]


def write(folder: Path) -> tuple[Path, Path]:
    """Writes the folder of cards and that of photos."""
    cards, photos = folder / "Kontakte", folder / "Fotos"
    cards.mkdir()
    photos.mkdir()
    for card in CARDS:
        with (cards / card.file).open("ab") as file:
            file.write(card.text.replace("\n", card.line_end).encode(card.charset))
    (cards / "Liesmich.txt").write_text("Hier liegen Visitenkarten.\n", encoding="utf-8")
    (photos / "wei.chen@labs.example.png").write_bytes(png(200, 56))
    (photos / "9d1b6f0c-3c43-4e6b-9b53-0c7b4a1d2e3f.bmp").write_bytes(bmp(80))
    (photos / "nobody@labs.example.png").write_bytes(png(10, 88))
    return cards, photos
