//! Keeps docs/field-map.md in step with the field map. `TANDEM_WRITE_DOCS=1` writes it.

use std::fmt::Write as _;
use std::path::Path;

use contacts::field::{FIELDS, Field, Group, Owner, SLOTS};
use contacts::{Direction, FieldKind};

const INTRODUCTION: &str = "\
# Field map

Every field of a contact person, in the order of a form. This page is made from
`crates/contacts/src/field.rs` by the test `crates/contacts/tests/field_map_doc.rs`; change it there, and write it
anew with `TANDEM_WRITE_DOCS=1 cargo nextest run -p contacts the_field_map_page`.

- **Key**: the name in the API, in tables and in files.
- **Outlook keeps**: the most that Outlook holds, in characters (UTF-16 code units) or entries. What is longer stays
  whole in the CRM, goes to Outlook cut, and is named in the plan. \"Nothing\": Outlook has no place for it.
- **Direction**: which way edits travel in the preset *Two-way*, once the field is on. An administrator can change it
  for each field; values that share a numbered list in Outlook travel alike.
- **New installation**: whether the field is on. One that is off is neither exported nor imported nor compared.
- **Kept by**: the contact person, or its business partner, whose fields are changed in the CRM only.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut group = None;
    for field in FIELDS {
        if group != Some(field.group) {
            group = Some(field.group);
            let _ = write!(
                page,
                "\n## {}\n\n| Key | English | German | Kind | Outlook keeps | Direction | New installation | Kept by |\n|---|---|---|---|---|---|---|---|\n",
                heading(field.group)
            );
        }
        let _ = writeln!(page, "{}", row(field));
    }
    page.push_str("\n## Numbered lists\n\nOutlook keeps these without gaps, and so does the CRM: a value moves up when one before it is cleared.\n\n");
    for slots in SLOTS {
        let keys: Vec<String> = slots.iter().map(|key| format!("`{key}`")).collect();
        let _ = writeln!(page, "- {}", keys.join(", "));
    }
    page
}

fn row(field: &Field) -> String {
    let unit = match field.kind {
        FieldKind::List | FieldKind::Set => "entries",
        FieldKind::Line | FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            "characters"
        }
        FieldKind::Date | FieldKind::Choice(_) | FieldKind::Flag => "",
    };
    let keeps = match (field.limit, unit) {
        (0, _) => "nothing".to_owned(),
        (_, "") => "all".to_owned(),
        (limit, unit) => format!("{limit} {unit}"),
    };
    let direction = match field.direction {
        Direction::Both => "both",
        Direction::ToOutlook => "to Outlook",
        Direction::ToCrm => "to CRM",
        Direction::Off => "–",
    };
    let owner = match field.owner {
        Owner::Person => "person",
        Owner::Partner => "business partner",
    };
    let (key, label) = (field.key, field.label);
    let (kind, on) = (kind(field.kind), if field.on { "on" } else { "off" });
    format!("| `{key}` | {} | {} | {kind} | {keeps} | {direction} | {on} | {owner} |", label.en, label.de)
}

fn kind(kind: FieldKind) -> String {
    match kind {
        FieldKind::Line => "line".to_owned(),
        FieldKind::Text => "text".to_owned(),
        FieldKind::Email => "e-mail".to_owned(),
        FieldKind::Phone => "phone".to_owned(),
        FieldKind::Url => "web address".to_owned(),
        FieldKind::Date => "date".to_owned(),
        FieldKind::List => "list".to_owned(),
        FieldKind::Set => "set".to_owned(),
        FieldKind::Choice(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(" or ")
        }
        FieldKind::Flag => "yes or nothing".to_owned(),
    }
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Name => "Name",
        Group::Work => "Work",
        Group::Online => "Online",
        Group::Phones => "Phones",
        Group::Addresses => "Addresses",
        Group::Personal => "Personal",
        Group::Other => "Other",
    }
}

#[test]
fn the_field_map_page_says_what_the_field_map_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/field-map.md");
    let page = page();
    if std::env::var_os("TANDEM_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == page, "docs/field-map.md is out of date; run this test with TANDEM_WRITE_DOCS=1");
}
