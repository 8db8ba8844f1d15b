//! Reading a page as far as the scripted browser acts on it.

use scraper::{ElementRef, Html, Selector};

/// What kind of page it is; the sandbox writes it into `<main data-page="…">`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Consent,
    Error,
    Other,
}

/// A page, read once: the parsed tree itself cannot cross an await.
#[derive(Debug)]
pub(super) struct ParsedPage {
    pub kind: Kind,
    pub title: String,
    pub heading: String,
    /// An error page's own words.
    pub explanation: String,
    pub text: String,
    pub action: String,
    pub hidden: Vec<(String, String)>,
    pub people: Vec<Choice>,
    pub sites: Vec<Choice>,
}

/// Something to choose on a page.
#[derive(Debug)]
pub(super) struct Choice {
    pub value: String,
    pub suggested: bool,
    names: Vec<String>,
}

impl ParsedPage {
    pub fn parse(html: &str) -> Self {
        let document = Html::parse_document(html);
        let main = elements(&document, "main[data-page]").next();
        let kind = match main.and_then(|main| main.attr("data-page")) {
            Some("person") => Kind::Person,
            Some("consent") => Kind::Consent,
            Some("error") => Kind::Error,
            Some(_) | None => Kind::Other,
        };
        let first = |selector: &str| elements(&document, selector).next();
        let hidden = elements(&document, "form input[type=hidden]")
            .filter_map(|input| Some((input.attr("name")?.to_owned(), input.attr("value")?.to_owned())));
        Self {
            kind,
            title: first("title").map(words).unwrap_or_default(),
            heading: first("h1").map(words).unwrap_or_default(),
            explanation: elements(&document, "main .text").map(words).collect::<Vec<_>>().join(" "),
            text: first("body").map(words).unwrap_or_default(),
            action: first("form").and_then(|form| form.attr("action")).unwrap_or_default().to_owned(),
            hidden: hidden.collect(),
            people: elements(&document, "button[name=person]").filter_map(|button| choice(button, button)).collect(),
            sites: elements(&document, "label:has(input[name=site])").filter_map(site).collect(),
        }
    }

    pub fn site_names(&self) -> Vec<String> {
        self.sites.iter().filter_map(|site| site.names.first().cloned()).collect()
    }
}

impl Choice {
    /// Whether it goes by this value or name, in any case.
    pub fn is_called(&self, wanted: &str) -> bool {
        self.value.eq_ignore_ascii_case(wanted) || self.names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
    }
}

fn site(label: ElementRef<'_>) -> Option<Choice> {
    let input = label.select(&selector("input[name=site]")).next()?;
    choice(input, label)
}

/// A choice whose value is in `input` and whose names are the pieces of text in `around`.
fn choice(input: ElementRef<'_>, around: ElementRef<'_>) -> Option<Choice> {
    let pieces = around.text().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty());
    let names = input.attr("data-name").map(str::to_owned).into_iter().chain(pieces).collect();
    Some(Choice { value: input.attr("value")?.to_owned(), suggested: input.attr("checked").is_some(), names })
}

fn elements<'a>(document: &'a Html, css: &str) -> impl Iterator<Item = ElementRef<'a>> {
    document.select(&selector(css)).collect::<Vec<_>>().into_iter()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("selectors are constants of this module")
}

/// The text a reader sees, with single spaces; no style sheets or scripts.
fn words(element: ElementRef<'_>) -> String {
    let visible = element.descendants().filter_map(|node| {
        let text = node.value().as_text()?;
        let hidden = node
            .parent()
            .and_then(ElementRef::wrap)
            .is_some_and(|parent| matches!(parent.value().name(), "style" | "script" | "noscript" | "template"));
        (!hidden).then(|| text.to_string())
    });
    visible.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_someone_else_is_only_read() {
        let page = ParsedPage::parse("<title>Hi</title><style>p{}</style><p>Signed  in</p><script>x()</script>");
        assert_eq!((page.kind, page.title.as_str(), page.text.as_str()), (Kind::Other, "Hi", "Signed in"));
    }
}
