//! Cookies: read from a request, made for an answer.

use axum::http::{HeaderMap, HeaderValue, header};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// How long choices like the language are remembered in a browser, in seconds.
pub(crate) const A_YEAR: u32 = 365 * 24 * 60 * 60;

/// Reads a cookie. The first of several with one name counts, as browsers send the most specific first.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}

/// A cookie to be set.
#[derive(Debug, Clone)]
pub(crate) struct Cookie<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value; empty removes the cookie.
    pub(crate) value: &'a str,
    /// For how long, in seconds.
    pub(crate) seconds: u32,
    /// Whether it travels by TLS only.
    pub(crate) secure: bool,
    /// Whether scripts may not read it.
    pub(crate) hidden: bool,
}

impl Cookie<'_> {
    /// Writes it as a `Set-Cookie` header.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let value = utf8_percent_encode(self.value, NON_ALPHANUMERIC);
        let seconds = if self.value.is_empty() { 0 } else { self.seconds };
        let mut text = format!("{}={value}; Path=/; SameSite=Lax; Max-Age={seconds}", self.name);
        if self.secure {
            text.push_str("; Secure");
        }
        if self.hidden {
            text.push_str("; HttpOnly");
        }
        HeaderValue::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others_whole_by_its_name() {
        let headers = cookies(&["a=1; tandem=x%20y; tandem=late", "b=2"]);
        assert_eq!(read(&headers, "tandem").as_deref(), Some("x y"));
        assert_eq!(read(&headers, "b").as_deref(), Some("2"));
        assert_eq!(read(&headers, "andem"), None);
        assert_eq!(read(&cookies(&["tandem=%ff"]), "tandem"), None);
    }

    #[test]
    fn what_is_set_is_bound_to_the_whole_site_and_cannot_break_out() {
        let cookie = Cookie {
            name: "__Host-tandem",
            value: "a; Domain=x\r\n",
            seconds: 60,
            secure: true,
            hidden: true,
        };
        let text = cookie.header().unwrap();
        assert_eq!(
            text,
            "__Host-tandem=a%3B%20Domain%3Dx%0D%0A; Path=/; SameSite=Lax; Max-Age=60; Secure; HttpOnly"
        );
        let gone = Cookie { value: "", secure: false, ..cookie };
        assert!(gone.header().unwrap().to_str().unwrap().contains("Max-Age=0"));
    }
}
