//! The contact persons that are measured with: plausible, all different, without photos.

use std::io::{BufWriter, Write};
use std::path::Path;

/// How many companies they belong to.
pub(crate) const COMPANIES: usize = 200;
const FIRST: [&str; 8] = ["Ada", "Jördis", "Jan", "Ömer", "Zoë", "Käte", "Ondřej", "Marie"];
const CITIES: [&str; 5] = ["Görlitz", "London", "Amsterdam", "Łódź", "Wien"];

/// Writes a CSV file with Tandem's own columns: 14 values a person, as an address book has them.
pub(crate) fn write_csv(path: &Path, persons: usize) -> anyhow::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    writeln!(
        file,
        "external_id,title,first_name,last_name,job_title,department,email_1,business_phone,mobile_phone,\
         business_street,business_postal_code,business_city,business_country,company"
    )?;
    for n in 0..persons {
        writeln!(
            file,
            "p-{n},Dr.,{},{},Engineer,Research,person.{n}@example.org,+49 3581 {n:06},+49 171 {n:07},\
             Hauptstraße {},{:05},{},Germany,Company {}",
            first_name(n),
            last_name(n),
            n % 300,
            n % 99_999,
            CITIES[n % CITIES.len()],
            n % COMPANIES
        )?;
    }
    Ok(file.flush()?)
}

/// Returns one of a few first names.
pub(crate) fn first_name(n: usize) -> &'static str {
    FIRST[n % FIRST.len()]
}

/// Returns a last name of its own for each of a million.
pub(crate) fn last_name(n: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "ler", "mann", "ski", "gro", "berg", "win", "kö", "ster", "tal"];
    let mut name: String = "X".to_owned();
    let mut rest = n;
    for _ in 0..6 {
        name.push_str(SYLLABLES[rest % 10]);
        rest /= 10;
    }
    name
}
