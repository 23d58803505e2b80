//! The owner of a mailbox, as `/me` shows them.

use axum::http::StatusCode;
use serde_json::json;

use super::Setting;
use super::call::Reply;
use crate::errors::GraphError;

/// Shows the user of the token.
///
/// # Errors
/// None in practice.
pub(crate) fn show(setting: &Setting<'_>) -> Result<Reply, GraphError> {
    let address = &setting.account.address;
    let name = address.split('@').next().unwrap_or(address);
    Reply::json(
        StatusCode::OK,
        &json!({
            "@odata.context": format!("{}/$metadata#users/$entity", setting.call.base()),
            "id": setting.account.user_id,
            "displayName": name,
            "mail": address,
            "userPrincipalName": address,
            "businessPhones": [],
            "givenName": null,
            "surname": null,
            "jobTitle": null,
            "mobilePhone": null,
            "officeLocation": null,
            "preferredLanguage": null,
        }),
    )
}
