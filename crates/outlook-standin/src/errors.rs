//! The service's refusals: status, code and message as captured from it.

use axum::http::StatusCode;

/// One refusal, before it gets its request id and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphError {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    /// Whether the envelope has an `innerError`; throttling answers have none.
    pub(crate) inner: bool,
    /// Further headers, such as Retry-After.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl GraphError {
    /// Makes a refusal with the usual envelope.
    pub(crate) fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), inner: true, headers: Vec::new() }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn invalid_property(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ErrorInvalidProperty", message)
    }

    pub(crate) fn body_read(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "RequestBodyRead", message)
    }

    pub(crate) fn property_validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ErrorPropertyValidationFailure", message)
    }

    pub(crate) fn id_malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ErrorInvalidIdMalformed", "Id is malformed.")
    }

    pub(crate) fn badly_formed_token() -> Self {
        Self::bad_request("Badly formed token.")
    }

    pub(crate) fn item_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "ErrorItemNotFound",
            "The specified object was not found in the store., The process failed to get the correct properties.",
        )
    }

    pub(crate) fn resource_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFound", "Resource could not be discovered.")
    }

    pub(crate) fn mailbox_not_enabled() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "MailboxNotEnabledForRESTAPI",
            "REST API is not yet supported for this mailbox.",
        )
    }

    pub(crate) fn unsupported_segment(segment: &str) -> Self {
        let message = format!("Resource not found for the segment '{segment}'.");
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    pub(crate) fn odata_not_supported() -> Self {
        let message = "The OData request is not supported.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "ErrorInvalidRequest", message)
    }

    pub(crate) fn access_denied() -> Self {
        let message = "Access is denied. Check credentials and try again.";
        Self::new(StatusCode::FORBIDDEN, "ErrorAccessDenied", message)
    }

    pub(crate) fn invalid_user(user: &str) -> Self {
        let message = format!("The requested user '{user}' is invalid.");
        Self::new(StatusCode::NOT_FOUND, "ErrorInvalidUser", message)
    }

    pub(crate) fn invalid_token(message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        let challenge = "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"";
        error.headers.push(("www-authenticate", challenge.to_owned()));
        error
    }

    pub(crate) fn conflict() -> Self {
        let message = "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.";
        Self::new(StatusCode::PRECONDITION_FAILED, "ErrorIrresolvableConflict", message)
    }

    pub(crate) fn folder_exists() -> Self {
        let message = "A folder with the specified name already exists.";
        Self::new(StatusCode::CONFLICT, "ErrorFolderExists", message)
    }

    pub(crate) fn quota_exceeded() -> Self {
        let message = "Mailbox has exceeded maximum mailbox size.";
        Self::new(StatusCode::FORBIDDEN, "ErrorQuotaExceeded", message)
    }

    pub(crate) fn sync_state(code: &str, generation: u32) -> Self {
        let message = format!(
            "The sync state generation is not found; generation={};[highest={generation}][{generation}].",
            generation.saturating_sub(1)
        );
        Self::new(StatusCode::GONE, code, message)
    }

    pub(crate) fn length_required() -> Self {
        let message = "A Content-Length header is required for this request.";
        Self::new(StatusCode::LENGTH_REQUIRED, "ErrorInvalidRequest", message)
    }

    pub(crate) fn too_large() -> Self {
        let message = "The size of the request body exceeds the maximum of 4 MB.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", message)
    }

    /// The mailbox's limits are exhausted; `limit` is the limit's name as the service spells it.
    pub(crate) fn throttled(limit: &str, retry_after: Option<String>) -> Self {
        let message = format!("Application is over its {limit} limit.");
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "ApplicationThrottled", message);
        error.inner = false;
        error.headers.extend(retry_after.map(|text| ("retry-after", text)));
        error
    }

    /// Adds a header to the answer.
    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
