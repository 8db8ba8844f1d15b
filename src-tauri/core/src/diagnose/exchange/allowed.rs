//! The allow-list: what of an exchange may be kept. Whatever is not named here is removed.

/// What may be kept of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// All of it, after the last net.
    Text,
    /// All of it, when it has the shape of an id that Atlassian's support asks for.
    Identifier,
    /// Its first characters, by which a person knows it again.
    Beginning,
    /// An address, part by part.
    Address,
    /// Nothing but its mark.
    Nothing,
}

/// What may be kept of a member of a JSON document, a field of a form, or a parameter of a query.
pub(super) fn field(name: &str) -> Keep {
    match name {
        "client_id" | "clientId" => Keep::Beginning,
        "redirect_uri" | "error_uri" | "url" | "continue" | "origin" => Keep::Address,
        "id" | "cloudId" | "cloud_id" | "traceId" | "trace_id" | "requestId" | "request_id" => Keep::Identifier,
        "account_status"
        | "account_type"
        | "audience"
        | "code_challenge_method"
        | "detail"
        | "env"
        | "environment"
        | "error"
        | "errorMessage"
        | "errorMessages"
        | "errorType"
        | "error_description"
        | "expires_in"
        | "flow"
        | "grant_type"
        | "locale"
        | "message"
        | "path"
        | "prompt"
        | "provider"
        | "reason"
        | "response_mode"
        | "response_type"
        | "scope"
        | "scopes"
        | "status"
        | "statusCode"
        | "timestamp"
        | "title"
        | "token_type"
        | "token_type_hint"
        | "type" => Keep::Text,
        _ => Keep::Nothing,
    }
}

/// What may be kept of a header, by its name in lower case.
pub(super) fn header(name: &str) -> Keep {
    match name {
        "location" | "origin" | "referer" => Keep::Address,
        "atl-request-id" | "atl-traceid" | "x-arequestid" | "x-b3-traceid" | "x-request-id" => Keep::Identifier,
        "accept"
        | "accept-language"
        | "access-control-allow-origin"
        | "age"
        | "allow"
        | "cache-control"
        | "connection"
        | "content-encoding"
        | "content-length"
        | "content-type"
        | "cycle-period"
        | "date"
        | "expires"
        | "host"
        | "proxy-authenticate"
        | "retry-after"
        | "server"
        | "transfer-encoding"
        | "user-agent"
        | "vary"
        | "via"
        | "www-authenticate"
        | "x-cache"
        | "x-failure-category"
        | "x-ratelimit-limit"
        | "x-ratelimit-nearlimit"
        | "x-ratelimit-remaining"
        | "x-ratelimit-reset"
        | "x-requested-with"
        | "x-seraph-loginreason" => Keep::Text,
        _ => Keep::Nothing,
    }
}

/// Whether a value has the shape of a trace id or of a UUID, such as a cloud id.
pub(super) fn is_identifier(value: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    (1..=64).contains(&value.len()) && value.bytes().all(is_part)
}

/// Whether a name is one that a program gave: what else stands in its place may be a value.
pub(super) fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=40).contains(&name.len()) && name.bytes().all(is_part)
}
