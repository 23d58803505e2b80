use axum::http::StatusCode;
use store::Viewer;

use super::browser::{Browser, PASSWORD, mail};
use crate::bed::{Bed, Who};

async fn id_of(bed: &Bed, mail: &str) -> String {
    bed.store.find_user(&Viewer::program(), mail).await.unwrap().unwrap().id.to_string()
}

/// What stands in the page as the password that was made.
fn secret(html: &str) -> String {
    let (_, rest) = html.split_once("<code class=\"secret\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn users_are_for_administrators() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    for path in ["/users", "/users/new"] {
        assert_eq!(owner.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let new = [("name", "Eve"), ("mail", "eve@example.com"), ("role", "administrator")];
    assert_eq!(owner.post("/users/new", &new).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bed.store.find_user(&Viewer::program(), "eve@example.com").await.unwrap(), None);
}

#[tokio::test]
async fn a_new_user_gets_a_password_once_and_has_to_change_it() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let wrong = browser.post("/users/new", &[("name", " "), ("mail", "nobody"), ("role", "king")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#field-name", "#field-mail", "#field-role"] {
        assert!(wrong.html.contains(field), "{field}");
    }
    let taken =
        browser.post("/users/new", &[("name", "X"), ("mail", mail(Who::Owner)), ("role", "user")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);

    let new = [("name", "Zoë Öz"), ("mail", "Zoe@Example.com"), ("role", "reader")];
    let made = browser.post("/users/new", &new).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    let password = secret(&made.html);
    assert!(!browser.get("/users").await.html.contains(&password), "shown once");
    let theirs = Browser::open(&bed);
    let got = theirs.post("/sign-in", &[("mail", "zoe@example.com"), ("password", &password)]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    assert_eq!(
        theirs.get("/contact-persons").await.leads_to(),
        "/account/password",
        "its own password first"
    );
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once_and_the_last_administrator_stays() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let theirs = Browser::signed_in(&bed, Who::Owner).await;
    let (owner, administrator) =
        (id_of(&bed, mail(Who::Owner)).await, id_of(&bed, mail(Who::Administrator)).await);

    assert_eq!(browser.post(&format!("/users/{owner}/disable"), &[]).await.leads_to(), "/users");
    assert!(theirs.get("/account").await.leads_to().starts_with("/sign-in"));
    assert_eq!(browser.post(&format!("/users/{owner}/enable"), &[]).await.leads_to(), "/users");
    let back = theirs.post("/sign-in", &[("mail", mail(Who::Owner)), ("password", PASSWORD)]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);

    browser.post(&format!("/users/{administrator}/disable"), &[]).await;
    assert_eq!(browser.get("/users").await.status, StatusCode::OK, "still there");
    let fields = [("name", "A"), ("mail", mail(Who::Administrator)), ("role", "reader")];
    let demoted = browser.post(&format!("/users/{administrator}"), &fields).await;
    assert_eq!(demoted.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_role_takes_effect_at_once_and_a_new_password_ends_the_sessions() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let theirs = Browser::signed_in(&bed, Who::Owner).await;
    let owner = id_of(&bed, mail(Who::Owner)).await;
    let fields = [("name", "Olga"), ("mail", mail(Who::Owner)), ("role", "administrator")];
    assert_eq!(browser.post(&format!("/users/{owner}"), &fields).await.leads_to(), "/users");
    assert_eq!(theirs.get("/users").await.status, StatusCode::OK);

    let made = browser.post(&format!("/users/{owner}/password"), &[]).await;
    assert_ne!(secret(&made.html), "");
    assert!(theirs.get("/users").await.leads_to().starts_with("/sign-in"));
    let asked = browser.part(&format!("/users/{owner}/password"), "dialog").await;
    assert!(asked.html.contains("dialog-title") && !asked.html.contains("<html"));
}

#[tokio::test]
async fn teams_are_made_renamed_joined_and_left_by_administrators() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let (owner, reader) = (id_of(&bed, mail(Who::Owner)).await, id_of(&bed, mail(Who::Reader)).await);
    let members = async |name: &str| {
        let teams = bed.store.list_teams(&Viewer::program()).await.unwrap();
        let team = teams.into_iter().find(|team| team.name == name)?;
        let mut members: Vec<String> = team.members.iter().map(ToString::to_string).collect();
        members.sort();
        Some((format!("/teams/{}", team.id), members))
    };
    for (name, said) in [(" ", "Give the team a name"), ("Sales", "Another team has this name")] {
        let refused = browser.post("/teams/new", &[("name", name), ("member", &owner)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(said) && refused.html.contains(" checked"), "{name}");
    }
    let made = browser.post("/teams/new", &[("name", "Süd"), ("member", &owner)]).await;
    assert_eq!(made.leads_to(), "/users");
    let (path, first) = members("Süd").await.unwrap();
    assert_eq!(first, std::slice::from_ref(&owner));
    assert!(browser.get("/users").await.html.contains(&format!("href=\"{path}\"")));

    // Two administrators have the form open: what each of them changed holds.
    browser.post(&path, &[("name", "Süd"), ("was", &owner), ("member", &owner), ("member", &reader)]).await;
    let second = browser.post(&path, &[("name", "Süd-West"), ("was", &owner)]).await;
    assert_eq!(second.leads_to(), "/users");
    assert_eq!(members("Süd-West").await.unwrap().1, [reader]);

    let theirs = Browser::signed_in(&bed, Who::Owner).await;
    for path in [path.as_str(), "/teams/new"] {
        assert_eq!(theirs.get(path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(theirs.post(path, &[("name", "Mine")]).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(members("Mine").await, None);
    assert_eq!(
        browser.get("/teams/00000000-0000-7000-8000-000000000001").await.status,
        StatusCode::NOT_FOUND
    );
}
