//! Loading files: rows refused by line and reason, all others taken, and the same file again changes nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Output;

use support::{data, printed, tandem, text};

/// A data directory with the sample partners in it.
fn with_partners() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(load(folder.path(), &["partners", text(&data("partners.csv"))]).status.code(), Some(1));
    folder
}

fn load(folder: &Path, arguments: &[&str]) -> Output {
    tandem(["load"].iter().chain(arguments).copied().chain(["--data", text(folder)]))
}

fn both(output: &Output) -> (String, String) {
    (String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn partners_are_loaded_and_a_row_without_a_name_is_refused_by_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = data("partners.csv");
    let output = load(folder.path(), &["partners", text(&file)]);
    let (out, err) = both(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(out.trim(), "business partners: 2 created, 0 updated, 0 unchanged, 1 refused");
    assert!(err.contains("partners.csv:4: ") && err.contains("name"), "{err}");
    let (out, _) = both(&load(folder.path(), &["partners", text(&file)]));
    assert_eq!(out.trim(), "business partners: 0 created, 0 updated, 2 unchanged, 1 refused");
}

#[test]
fn persons_are_loaded_refused_rows_are_reported_and_the_same_file_again_changes_nothing() {
    let folder = with_partners();
    let (file, report) = (data("persons.csv"), folder.path().join("report.csv"));
    let arguments = ["persons", text(&file), "--report", text(&report)];
    let output = load(folder.path(), &arguments);
    let (out, err) = both(&output);
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(out.starts_with("contact persons: 2 created, 0 updated, 0 unchanged, 3 refused"), "{out}");
    let rows = std::fs::read_to_string(&report).unwrap();
    let refused = |line: &str| {
        rows.lines().find(|row| row.contains(&format!("persons.csv,{line},refused"))).map(str::to_owned)
    };
    assert!(refused("4").unwrap().contains("Unbekannt"), "{rows}");
    assert!(refused("5").is_some() && refused("6").is_some() && refused("2").is_none(), "{rows}");
    assert!(err.lines().any(|line| line.contains("persons.csv:5: ")), "{err}");

    let (out, _) = both(&load(folder.path(), &arguments));
    assert!(out.starts_with("contact persons: 0 created, 0 updated, 2 unchanged, 3 refused"), "{out}");
    let (out, _) = both(&load(folder.path(), &["persons", text(&file), "--create-partners"]));
    assert!(out.starts_with("contact persons: 1 created, 0 updated, 2 unchanged, 2 refused"), "{out}");
}

#[test]
fn a_folder_of_cards_is_loaded_and_a_broken_file_keeps_none_of_the_others_out() {
    let folder = with_partners();
    let cards = data("cards");
    let output = load(folder.path(), &["persons", text(&cards)]);
    let (out, err) = both(&output);
    assert!(out.starts_with("contact persons: 3 created, 0 updated, 0 unchanged, 1 refused"), "{out}{err}");
    assert!(err.contains("broken.vcf:1: "), "{err}");
    let (out, _) = both(&load(folder.path(), &["persons", text(&cards)]));
    assert!(out.starts_with("contact persons: 0 created, 0 updated, 3 unchanged, 1 refused"), "{out}");
    let one = cards.join("one.vcf");
    assert!(printed(load(folder.path(), &["persons", text(&one)])).contains("1 unchanged, 0 refused"));
}

#[test]
fn photos_are_found_by_external_id_and_set_once() {
    let folder = with_partners();
    let photos = folder.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    let picture =
        image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([(x % 250) as u8, (y % 250) as u8, 90]));
    picture.save(photos.join("C-1.png")).unwrap();
    std::fs::write(photos.join("bjoern@brueckner.example.jpg"), b"no picture at all").unwrap();
    let file = data("persons.csv");
    let arguments = ["persons", text(&file), "--photos", text(&photos)];
    let (out, err) = both(&load(folder.path(), &arguments));
    assert!(out.contains("photos: 1 set, 1 refused"), "{out}{err}");
    assert!(err.lines().any(|line| line.contains("persons.csv:3: ")), "{err}");
    let (out, _) = both(&load(folder.path(), &arguments));
    assert!(out.contains("2 unchanged") && out.contains("photos: 0 set, 1 refused"), "{out}");
}

#[test]
fn what_is_no_file_to_load_is_misuse_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let workbook = folder.path().join("people.xlsx");
    std::fs::write(&workbook, b"PK\x03\x04").unwrap();
    for (file, code) in [(text(&workbook), 2), ("/nowhere/people.csv", 2)] {
        let output = load(folder.path(), &["persons", file]);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        assert_eq!(both(&output).1.lines().count(), 1, "{output:?}");
    }
    let disguised = folder.path().join("people.csv");
    std::fs::write(&disguised, b"PK\x03\x04").unwrap();
    let output = load(folder.path(), &["persons", text(&disguised)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(both(&output).1.contains("Excel"), "{output:?}");
}

#[test]
fn the_report_names_certain_and_possible_duplicates_of_what_was_created() {
    let folder = with_partners();
    let (file, report) = (folder.path().join("twice.csv"), folder.path().join("report.csv"));
    let rows = "last_name,first_name,company,email_1,business_phone\n\
        Müller,Jörg,Zwilling GmbH,joerg@zwilling-werke.de,030 7654321\n\
        Mueller,Joerg,Zwilling,,+49 30 7654321\n\
        Anders,J.,Andere AG,JOERG@zwilling-werke.de,\n\
        Allein,Alma,Andere AG,alma@allein-und-fern.de,\n";
    std::fs::write(&file, rows).unwrap();
    let arguments = ["persons", text(&file), "--create-partners", "--report", text(&report)];
    let (out, err) = both(&load(folder.path(), &arguments));
    assert!(out.trim().ends_with("; duplicates: 1 certain, 1 possible"), "{out}{err}");
    let told = std::fs::read_to_string(&report).unwrap();
    let of = |line: &str| told.lines().find(|row| row.contains(&format!("twice.csv,{line},duplicate,")));
    assert!(of("3").unwrap().contains("possible,") && of("3").unwrap().contains("Jörg Müller"), "{told}");
    assert!(of("4").unwrap().contains("certain,") && of("2").is_none() && of("5").is_none(), "{told}");
    let other = tempfile::tempdir().unwrap();
    let arguments = ["persons", text(&file), "--create-partners", "--no-duplicate-check"];
    let (out, _) = both(&load(other.path(), &arguments));
    assert_eq!(out.trim(), "contact persons: 4 created, 0 updated, 0 unchanged, 0 refused");
}
