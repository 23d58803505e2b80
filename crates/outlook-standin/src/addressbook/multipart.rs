//! Takes the one file out of a form that uploads it.

use bytes::Bytes;

/// Finds the file's bytes in a `multipart/form-data` body.
pub(crate) fn file(content_type: &str, body: &Bytes) -> Option<Bytes> {
    let boundary = content_type.split("boundary=").nth(1)?.split(';').next()?.trim().trim_matches('"');
    let delimiter = format!("--{boundary}");
    let mut rest = find(body, 0, delimiter.as_bytes())? + delimiter.len();
    loop {
        let head_end = find(body, rest, b"\r\n\r\n")?;
        let head = std::str::from_utf8(body.get(rest..head_end)?).ok()?;
        let start = head_end + 4;
        let end = find(body, start, format!("\r\n{delimiter}").as_bytes())?;
        if head.contains("filename=") {
            return Some(body.slice(start..end));
        }
        rest = end + 2 + delimiter.len();
    }
}

fn find(body: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let found = body.get(from..)?.windows(wanted.len()).position(|window| window == wanted);
    found.map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_found_behind_other_fields() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n\r\nmore\r\n--b--\r\n";
        let found = file("multipart/form-data; boundary=b", &Bytes::from_static(body.as_bytes()));
        assert_eq!(found.as_deref(), Some(&b"JPEG\r\n\r\nmore"[..]));
        assert_eq!(file("multipart/form-data; boundary=b", &Bytes::from_static(b"--b--\r\n")), None);
        assert_eq!(file("text/plain", &Bytes::from_static(b"x")), None);
    }
}
