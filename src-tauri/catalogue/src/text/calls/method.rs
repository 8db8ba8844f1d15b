//! The method that stands near a path.

use std::sync::LazyLock;

use regex::Regex;

use crate::operation::Method;

/// A method where a program or a log says it: `GET `, `method: "post"`, `-X PUT`, `.delete(`, `@PatchMapping(`.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    let words = "GET|POST|PUT|PATCH|DELETE";
    let any_case = "(?i:get|post|put|patch|delete)";
    let forms = [
        format!(r"\b(?:method|verb|type|request)\b\W{{0,6}}(?P<named>{any_case})\b"),
        format!(r"\b(?:Method|Http|http)(?:::|\.)?(?:Method)?(?P<constant>{any_case})\b"),
        format!(r"[.@](?P<called>{any_case})(?:_?[Ff]or|Mapping|Async|_?[Jj]son|Entity)*\w{{0,12}}\s*(?:<[^(]*>)?\("),
        format!(r"\b(?P<word>{words})\b"),
        format!(r"-X\s*(?P<option>{any_case})\b"),
    ];
    Regex::new(&forms.join("|")).expect("the pattern is tested")
});
/// As above, where it can only belong to a call that began before.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:method|verb|type)\b\W{0,6}(?P<named>(?i:get|post|put|patch|delete))\b")
        .expect("the pattern is tested")
});

/// The method nearest to a path: before it in its line, after it, in the three lines below as an option, in the line above.
pub(super) fn near(lines: &[&str], index: usize, start: usize, end: usize) -> Option<Method> {
    let line = lines[index];
    let before = SAID.captures_iter(&line[..start]).filter_map(|found| method(&found)).last();
    let after = || SAID.captures_iter(line.get(end..).unwrap_or_default()).find_map(|found| method(&found));
    let below = || {
        let next = lines.iter().skip(index + 1).take(3).take_while(|line| !super::ROOT.is_match(line));
        next.into_iter().find_map(|line| NAMED.captures(line).and_then(|found| method(&found)))
    };
    let above = || {
        let line = lines.get(index.checked_sub(1)?).filter(|line| !super::ROOT.is_match(line))?;
        SAID.captures_iter(line).filter_map(|found| method(&found)).last()
    };
    before.or_else(after).or_else(below).or_else(above)
}

fn method(found: &regex::Captures<'_>) -> Option<Method> {
    let word = ["named", "constant", "called", "word", "option"].iter().find_map(|name| found.name(name))?;
    word.as_str().parse().ok()
}
