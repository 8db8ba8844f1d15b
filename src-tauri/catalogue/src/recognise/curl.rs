//! What a `curl` command would call (`curl(1)`).

use crate::operation::Method;

/// The call of a command.
pub(super) struct Call {
    pub method: Method,
    pub url: String,
}

/// Options with a value that do not matter here; those that do are told in `read`.
const WITH_VALUE: [&str; 34] = [
    "-H",
    "--header",
    "-u",
    "--user",
    "-o",
    "--output",
    "-A",
    "--user-agent",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "-e",
    "--referer",
    "-m",
    "--max-time",
    "--connect-timeout",
    "-w",
    "--write-out",
    "-x",
    "--proxy",
    "--cacert",
    "-E",
    "--cert",
    "--key",
    "--retry",
    "--retry-delay",
    "--oauth2-bearer",
    "--resolve",
    "-D",
    "--dump-header",
    "-K",
    "--config",
    "--max-redirs",
];
/// Options that send a body, and so imply `POST`.
const BODY: [&str; 10] = [
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-ascii",
    "--data-urlencode",
    "--json",
    "-F",
    "--form",
    "--form-string",
];

/// Reads a command; nothing if it is none or names no URL.
pub(super) fn read(text: &str) -> Option<Call> {
    let text = text.strip_prefix("$ ").unwrap_or(text);
    let name = text.split_whitespace().next()?;
    if name != "curl" && name != "curl.exe" {
        return None;
    }
    let mut words = shell_words::split(text).ok()?.into_iter().skip(1);
    let (mut method, mut url, mut body, mut get, mut upload) = (None, None, false, false, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" | "--request" => method = words.next(),
            "--url" => url = words.next(),
            "-G" | "--get" | "-I" | "--head" => get = true,
            "-T" | "--upload-file" => upload = words.next().is_some(),
            "--url-query" => _ = words.next(),
            option if BODY.contains(&option) => body = words.next().is_some(),
            option if WITH_VALUE.contains(&option) => _ = words.next(),
            option if option.starts_with("--") => {}
            option if option.starts_with("-X") => method = Some(option[2..].to_owned()),
            option if ["-d", "-F"].iter().any(|glued| option.starts_with(glued)) => body = true,
            // Switches can be glued together, and the last of them may take a value: `-sSX POST`.
            option if option.starts_with('-') => match option.chars().last() {
                Some('X') => method = words.next(),
                Some('d' | 'F') => body = words.next().is_some(),
                Some('H' | 'u' | 'o') if !["H", "u", "o"].iter().any(|it| option[1..].starts_with(it)) => {
                    _ = words.next();
                }
                _ => {}
            },
            _ => url = url.or(Some(word)),
        }
    }
    let told = method.and_then(|method| method.parse().ok());
    let implied = match (get, upload, body) {
        (true, _, _) | (false, false, false) => Method::Get,
        (false, true, _) => Method::Put,
        (false, false, true) => Method::Post,
    };
    Some(Call { method: told.unwrap_or(implied), url: url? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn call(text: &str) -> (Method, String) {
        let call = read(text).unwrap();
        (call.method, call.url)
    }

    #[test]
    fn a_body_implies_post_and_a_word_of_its_own_wins() {
        let url = "https://x.atlassian.net/rest/api/3/issue".to_owned();
        assert_eq!(call(&format!("curl {url}")), (Method::Get, url.clone()));
        assert_eq!(call(&format!("curl -d '{{}}' {url}")), (Method::Post, url.clone()));
        assert_eq!(call(&format!("curl -X PUT -d @body.json '{url}'")), (Method::Put, url.clone()));
        assert_eq!(call(&format!("curl -XDELETE \"{url}\"")), (Method::Delete, url.clone()));
        assert_eq!(call(&format!("curl -G -d jql=x {url}")), (Method::Get, url.clone()));
        assert_eq!(call(&format!("curl -sSX patch {url}")), (Method::Patch, url));
    }

    #[test]
    fn headers_and_lines_that_go_on_are_no_address() {
        let text =
            "curl --request POST \\\n  --url 'https://a/b' \\\n  --header 'Accept: application/json' \\\n  -u me:x";
        assert_eq!(call(text), (Method::Post, "https://a/b".to_owned()));
        assert_eq!(call("curl -H 'Authorization: Bearer x' https://a/b"), (Method::Get, "https://a/b".to_owned()));
    }

    #[test]
    fn what_is_no_command_is_not_read() {
        assert!(read("wget https://a/b").is_none());
        assert!(read("curl 'https://a").is_none());
        assert!(read("curl -v").is_none());
    }
}
