#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;
use crate::diagnose::redaction::Redaction;
use crate::secret::Secret;

/// What nobody knows to be secret but by the place where it stands.
pub(crate) const PLACED: &str = "placedcanarywithoutshape";
/// What Trilo holds; it may stand anywhere.
pub(crate) const LIVE: &str = "live canary, without shape";

pub(crate) fn redaction() -> Redaction {
    Redaction::new([7; 32], vec![Secret::new(LIVE.to_owned())])
}

fn raw(url: &str, headers: &[(&str, &str)], body: Option<(&str, &str)>) -> RawExchange {
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    };
    RawExchange {
        sender: Sender::Trilo,
        method: "POST".into(),
        url: Secret::new(url.into()),
        started_at: Timestamp::UNIX_EPOCH,
        headers: pairs(headers),
        body: body.map(|(kind, text)| raw_body(kind, text)),
        answer: None,
        failure: None,
        connection: Connection::default(),
        timings: Timings::default(),
    }
}

fn raw_body(kind: &str, text: &str) -> RawBody {
    let bytes = text.as_bytes().to_vec();
    RawBody { media_type: Some(kind.into()), size: bytes.len() as u64, bytes: Secret::new(bytes), cut: false }
}

fn recorded(raw: &RawExchange) -> Exchange {
    let recorder = Recorder::new(redaction());
    recorder.record(raw);
    recorder.take().remove(0)
}

#[test]
fn a_refresh_keeps_what_explains_it_and_marks_what_is_secret() {
    let sent = r#"{"grant_type":"refresh_token","client_id":"9f2kQvT1m0ZrAAAA","client_secret":"s3cr3t-value","refresh_token":"eyJone"}"#;
    let mut exchange = raw(
        "https://auth.example/oauth/token",
        &[("content-type", "application/json")],
        Some(("application/json", sent)),
    );
    exchange.answer = Some(RawAnswer {
        status: 403,
        headers: vec![
            ("atl-traceid".into(), Secret::new("0123456789abcdef0123456789abcdef".into())),
            ("set-cookie".into(), Secret::new("sid=1".into())),
        ],
        body: Some(raw_body(
            "application/json",
            r#"{"error":"unauthorized_client","error_description":"refresh_token eyJone is invalid"}"#,
        )),
    });
    let kept = recorded(&exchange);
    let net = redaction();
    let request = kept.request.body.unwrap().text.unwrap();
    assert!(
        request.contains(r#""grant_type": "refresh_token""#) && request.contains(r#""client_id": "9f2kQ…""#),
        "{request}"
    );
    assert!(request.contains(&format!("‹secret#{}›", net.fingerprint("s3cr3t-value"))), "{request}");
    let mark = format!("#{}›", net.fingerprint("eyJone"));
    assert!(request.contains(&mark), "{request}");
    let answer = kept.response.unwrap();
    let said = answer.message.body.unwrap().text.unwrap();
    assert!(said.contains("unauthorized_client") && said.contains(&mark), "the same token has the same mark: {said}");
    assert_eq!(answer.message.headers[0].value, "0123456789abcdef0123456789abcdef", "Atlassian's support asks for it");
    assert!(answer.message.headers[1].value.starts_with("‹cookie#"));
}

#[test]
fn a_token_has_one_mark_in_the_answer_that_brings_it_and_the_header_that_sends_it() {
    let recorder = Recorder::new(redaction());
    let mut exchange = raw("https://auth.example/oauth/token", &[], None);
    exchange.answer = Some(RawAnswer {
        status: 200,
        headers: vec![],
        body: Some(raw_body("application/json", r#"{"access_token":"abc.def.ghi","expires_in":3600}"#)),
    });
    recorder.record(&exchange);
    recorder.record(&raw("https://api.example/me", &[("authorization", "Bearer abc.def.ghi")], None));
    let mark = format!("‹token#{}›", redaction().fingerprint("abc.def.ghi"));
    let [first, second] = recorder.take().try_into().unwrap();
    let said = first.response.unwrap().message.body.unwrap().text.unwrap();
    assert!(said.contains(&mark) && said.contains("3600"), "{said}");
    assert_eq!(second.request.headers[0].value, format!("Bearer {mark}"));
}

#[test]
fn a_profile_leaves_no_person_and_a_list_of_sites_keeps_the_sites() {
    let mut exchange = raw("https://api.example/me", &[], None);
    let profile = r#"{"account_id":"557058:f58131cb","name":"Mira Okafor","email":"mira@example.com","account_status":"active","picture":"https://x/y.png"}"#;
    exchange.answer =
        Some(RawAnswer { status: 200, headers: vec![], body: Some(raw_body("application/json", profile)) });
    let told = serde_json::to_string(&recorded(&exchange)).unwrap();
    assert!(!["Mira", "mira", "557058", "y.png"].iter().any(|personal| told.contains(personal)), "{told}");
    assert!(told.contains("active"));
    let sites = r#"[{"id":"11223344-a1b2-4c3d-8e9f-a0b1c2d3e4f5","name":"northwind","url":"https://northwind.atlassian.net","scopes":["read:jira-work"]}]"#;
    exchange.answer = Some(RawAnswer { status: 200, headers: vec![], body: Some(raw_body("application/json", sites)) });
    let told = serde_json::to_string(&recorded(&exchange)).unwrap();
    for kept in ["11223344-a1b2-4c3d-8e9f-a0b1c2d3e4f5", "https://northwind.atlassian.net", "read:jira-work"] {
        assert!(told.contains(kept), "{told}");
    }
}

#[test]
fn an_authorize_url_keeps_its_scopes_and_not_its_state() {
    let url = "https://auth.example/authorize?client_id=9f2kQvT1m0Zr&scope=read%3Ame%20offline_access&state=abcdefgh12345678&redirect_uri=https%3A%2F%2Ftools.example%2Fback%3Fcode%3Dxyzxyzxyz";
    let kept = recorded(&raw(url, &[], None)).url;
    assert!(
        kept.contains("scope=read:me offline_access") && kept.contains("https://tools.example/back?code=‹code#"),
        "{kept}"
    );
    assert!(!kept.contains("abcdefgh") && !kept.contains("xyzxyz"), "{kept}");
}

/// Where a canary stands.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Query(String),
    Member(String, u8),
    Field(String),
    Header(String),
    Fragment,
    User,
    Said,
    Page,
    Path,
    Server,
    Failure,
}

fn names() -> impl Strategy<Value = String> {
    let known = [
        "code",
        "state",
        "refresh_token",
        "client_secret",
        "code_verifier",
        "access_token",
        "password",
        "name",
        "nickname",
        "x-api-key",
        "cookie",
        "set-cookie",
        "authorization",
        "proxy-authorization",
    ];
    let listed = |name: &String| {
        allowed::field(name) != allowed::Keep::Nothing || allowed::header(name) != allowed::Keep::Nothing
    };
    prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(ToOwned::to_owned),
        "[a-z][a-z_-]{2,16}".prop_filter("it is on the list", move |name| !listed(name)),
    ]
}

/// Places for the canary that is told by its place, and echoes of it, which stand anywhere.
fn places() -> impl Strategy<Value = Vec<Place>> {
    let place = prop_oneof![
        names().prop_map(Place::Query),
        (names(), 0..6_u8).prop_map(|(name, depth)| Place::Member(name, depth)),
        names().prop_map(Place::Field),
        names().prop_map(Place::Header),
        Just(Place::Fragment),
        Just(Place::User),
    ];
    let echo =
        prop_oneof![Just(Place::Said), Just(Place::Page), Just(Place::Path), Just(Place::Server), Just(Place::Failure)];
    (prop::collection::vec(place, 1..4), prop::collection::vec(echo, 0..3)).prop_map(|(mut places, echoes)| {
        places.extend(echoes);
        places
    })
}

/// An exchange with a canary in its places.
pub(crate) fn planted(places: &[Place], canary: &str) -> RawExchange {
    let percent: String = url::form_urlencoded::byte_serialize(canary.as_bytes()).collect();
    let (mut user, mut path, mut query, mut fragment) =
        (String::new(), String::new(), String::from("scope=read:me"), String::new());
    let (mut members, mut fields) = (serde_json::Map::new(), vec!["grant_type=x".to_owned()]);
    let (mut said, mut page, mut failure) = (String::from("no"), String::from("<h1>Blocked</h1>"), None);
    let mut headers = vec![("content-type".to_owned(), Secret::new("application/json".to_owned()))];
    for place in places {
        match place {
            Place::Query(name) => query = format!("{query}&{name}={percent}"),
            Place::Member(name, depth) => {
                let nested = (0..*depth)
                    .fold(serde_json::json!({ name: canary }), |inner, _| serde_json::json!({ "more": [inner] }));
                members.insert(format!("member{}", members.len()), nested);
            }
            Place::Field(name) => fields.push(format!("{name}={percent}")),
            Place::Header(name) => headers.push((name.clone(), Secret::new(canary.to_owned()))),
            Place::Fragment => fragment = format!("#{percent}"),
            Place::User => user = format!("me:{percent}@"),
            Place::Said => said = format!("{said}, {canary} is wrong"),
            Place::Page => page += canary,
            Place::Path => path = format!("/{percent}"),
            Place::Server => headers.push(("server".to_owned(), Secret::new(canary.to_owned()))),
            Place::Failure => failure = Some(format!("{canary} went wrong")),
        }
    }
    // A page has no members: what stands in one is an echo of what stood in the request.
    let is_page = members.is_empty();
    members.insert("error_description".into(), said.into());
    let mut exchange = raw(
        &format!("https://{user}auth.example/oauth{path}?{query}{fragment}"),
        &[],
        Some(("application/x-www-form-urlencoded", &fields.join("&"))),
    );
    exchange.headers.clone_from(&headers);
    exchange.failure = failure;
    let body = if is_page {
        raw_body("text/html", &page)
    } else {
        raw_body("application/json", &serde_json::Value::from(members).to_string())
    };
    exchange.answer = Some(RawAnswer { status: 400, headers, body: Some(body) });
    exchange
}

proptest! {
    #![proptest_config(crate::fuzz::cases(400))]

    #[test]
    fn what_its_place_makes_secret_is_kept_nowhere_not_even_as_an_echo(places in places()) {
        let kept = recorded(&planted(&places, PLACED));
        let told = serde_json::to_string(&kept).unwrap();
        prop_assert!(!told.contains(PLACED), "{told}");
        let words: Vec<_> = kept.words().collect();
        prop_assert!(!words.join(" ").contains(PLACED));
    }

    #[test]
    fn a_live_secret_is_kept_nowhere(echoes in places()) {
        let told = serde_json::to_string(&recorded(&planted(&echoes, LIVE))).unwrap();
        prop_assert!(!told.contains(LIVE) && !told.contains("live+canary") && !told.contains("live%20canary"), "{told}");
    }
}
