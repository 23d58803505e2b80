//! The same over TLS.

use outlook_standin::{Standin, StandinOptions};
use serde_json::Value;

#[tokio::test]
async fn links_are_https_when_it_is_served_over_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let signed = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (signed.cert.pem(), signed.signing_key.serialize_pem());
    let standin = Standin::new(StandinOptions::default());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(tokio::spawn(standin.serve_tls(listener, certificate.clone().into_bytes(), key.into_bytes())));
    let root = reqwest::Certificate::from_pem(certificate.as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
    let url = format!("https://localhost:{port}/v1.0/me/contacts/delta");
    let token = standin.tokens()[0].1.clone();
    let response = client.get(url).bearer_auth(token).send().await.unwrap();
    let json: Value = response.json().await.unwrap();
    let link = json["@odata.deltaLink"].as_str().unwrap();
    assert!(link.starts_with(&format!("https://localhost:{port}/v1.0/")), "{link}");
}

#[tokio::test]
async fn a_certificate_that_is_none_is_reported() {
    let standin = Standin::new(StandinOptions::default());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert!(standin.serve_tls(listener, b"nonsense".to_vec(), b"nonsense".to_vec()).await.is_err());
}
