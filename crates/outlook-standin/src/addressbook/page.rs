//! The frame of every page, and the list of contacts. Every value is escaped here.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::outlook::Line;

/// The most contacts that one page lists; searching narrows them.
pub(crate) const MOST_LINES: usize = 200;

/// Where the reader is.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) mailboxes: Vec<String>,
    pub(crate) address: String,
    /// Each folder's id and name, the default one first.
    pub(crate) folders: Vec<(String, String)>,
    pub(crate) folder: String,
    pub(crate) search: String,
}

impl Place {
    /// Spells the place as a query.
    pub(crate) fn query(&self) -> String {
        self.query_of(&self.address, Some(&self.folder))
    }

    fn query_of(&self, address: &str, folder: Option<&str>) -> String {
        let folder = folder.map(|folder| format!("&folder={}", encoded(folder))).unwrap_or_default();
        format!("mailbox={}{folder}", encoded(address))
    }
}

/// Encodes a value for an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Escapes a value for text and attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Puts a page into its frame; `body` is markup already.
pub(crate) fn framed(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Stand-in</title>\
         <link rel=\"stylesheet\" href=\"/book/style.css\"></head><body>{body}</body></html>",
        title = escaped(title)
    )
}

/// A page that says what went wrong.
pub(crate) fn refusal(message: &str) -> String {
    let body = format!(
        "<main class=\"sheet\"><h1>That did not work</h1><p>{}</p><p><a href=\"/\">To the address book</a></p></main>",
        escaped(message)
    );
    framed("Not done", &body)
}

/// The bar with mailboxes and folders, and beside it what a page is about.
pub(crate) fn with_sidebar(place: &Place, main: &str) -> String {
    let mailboxes: String = place
        .mailboxes
        .iter()
        .map(|address| {
            link(&format!("/?{}", place.query_of(address, None)), address, *address == place.address)
        })
        .collect();
    let folders: String = place
        .folders
        .iter()
        .map(|(id, name)| {
            link(&format!("/?{}", place.query_of(&place.address, Some(id))), name, *id == place.folder)
        })
        .collect();
    format!(
        "<nav aria-label=\"Mailboxes and folders\"><p class=\"brand\">Outlook stand-in</p><h2>Mailboxes</h2><ul>{mailboxes}</ul>\
         <h2>Folders</h2><ul>{folders}</ul></nav><main>{main}</main>"
    )
}

fn link(to: &str, text: &str, here: bool) -> String {
    let current = if here { " aria-current=\"page\"" } else { "" };
    format!("<li><a href=\"{}\"{current}>{}</a></li>", escaped(to), escaped(text))
}

/// The list of a folder.
pub(crate) fn list(place: &Place, lines: &[Line], total: usize) -> String {
    let query = place.query();
    let rows: String = lines.iter().map(|line| row(line, &query)).collect();
    let shown = match total > lines.len() {
        true => format!("{} of {total} contacts; search to see the others", lines.len()),
        false if total == 1 => "1 contact".to_owned(),
        false => format!("{total} contacts"),
    };
    let table = if lines.is_empty() {
        "<p class=\"empty\">No contacts here.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th>Name</th><th>Company</th><th>E-mail</th><th>Phone</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    };
    let main = format!(
        "<header><form role=\"search\" action=\"/\"><input type=\"hidden\" name=\"mailbox\" value=\"{}\">\
         <input type=\"hidden\" name=\"folder\" value=\"{}\"><label class=\"hidden\" for=\"q\">Search</label>\
         <input id=\"q\" name=\"q\" type=\"search\" placeholder=\"Search name, company, e-mail, phone\" value=\"{}\">\
         <button>Search</button></form><a class=\"button\" href=\"/book/new?{}\">New contact</a></header><p class=\"count\">{shown}</p>{table}",
        escaped(&place.address),
        escaped(&place.folder),
        escaped(&place.search),
        escaped(&query)
    );
    framed("Address book", &with_sidebar(place, &main))
}

fn row(line: &Line, query: &str) -> String {
    let name = if line.name.is_empty() { "(no name)" } else { &line.name };
    let picture =
        if line.has_photo { " <span class=\"picture\" title=\"has a photo\">◉</span>" } else { "" };
    format!(
        "<tr><td><a href=\"/book/contacts/{}?{}\">{}</a>{picture}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        encoded(&line.id),
        escaped(query),
        escaped(name),
        escaped(&line.company),
        escaped(&line.email),
        escaped(&line.phone)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_values_stays_text() {
        assert_eq!(escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
        assert!(refusal("<script>").contains("&lt;script&gt;"));
    }
}
