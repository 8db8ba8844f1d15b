//! Which explanations fit what was observed, the best first, and what would decide between them.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::observation::{Observation, normal};
use super::question::{Answer, Question, WHERE, asking};
use super::rule::{Context, Header, RULES, Rule};
use super::{Candidate, Confidence, Stage};
use crate::diagnose::redaction::Redaction;

/// The most explanations that anybody reads.
const MOST: usize = 8;
/// Who saw the failure itself knows more than any text tells.
const KNOWN: u32 = 100;
/// How much each agreement says. A text of Atlassian's is rare, a status is shared by many failures.
const TEXT: u32 = 40;
const HEADER: u32 = 40;
const CONTEXT: u32 = 40;
const ERROR: u32 = 30;
const ANSWER: u32 = 25;
const STATUS: u32 = 10;
const STAGE: u32 = 10;

struct Fit {
    rule: &'static Rule,
    score: u32,
    evidence: Vec<String>,
    /// Whether the text left open where it happened.
    is_anywhere: bool,
}

/// Ranks the rules that fit.
pub(super) fn rank(
    observations: &[Observation],
    answers: &[Answer],
    redaction: &Redaction,
) -> (Vec<Candidate>, Option<Question>) {
    let mut fits: Vec<Fit> = Vec::new();
    for observation in observations {
        let place = answers.iter().find_map(|answer| answer.stage());
        let normal = normal(&observation.words);
        let read = Read { stage: observation.stage.or(place), normal, shown: OnceCell::new(), redaction, observation };
        for fit in RULES.iter().filter_map(|rule| read.fit(rule, answers)) {
            match fits.iter_mut().find(|known| known.rule.code == fit.rule.code) {
                Some(known) if fit.score > known.score => *known = fit,
                Some(_) => {}
                None => fits.push(fit),
            }
        }
    }
    fits.sort_by_key(|fit| Reverse(fit.score));
    let best = fits.first().map_or(0, |fit| fit.score);
    fits.retain(|fit| fit.score * 2 > best);
    fits.truncate(MOST);
    let open = open_answers(&fits, answers);
    let candidates = fits.into_iter().map(|fit| fit.candidate(&open, redaction)).collect();
    (candidates, asking(&open))
}

/// The answers that the first explanations differ by; none when the text decides.
fn open_answers(fits: &[Fit], given: &[Answer]) -> Vec<Answer> {
    let best = fits.first().map_or(0, |fit| fit.score);
    let near = fits.iter().filter(|fit| fit.is_anywhere && fit.score * 4 >= best * 3);
    let mut places: Vec<Answer> = Vec::new();
    for answer in near.filter_map(|fit| Answer::of_stage(fit.rule.stage)) {
        if !places.contains(&answer) {
            places.push(answer);
        }
    }
    if places.len() > 1 {
        return places;
    }
    let question = fits.first().and_then(|fit| fit.rule.answer).map(|answer| answer.question);
    let Some(question) = question.filter(|question| given.iter().all(|answer| answer.question != *question)) else {
        return Vec::new();
    };
    let mut open: Vec<Answer> = Vec::new();
    for answer in fits.iter().filter_map(|fit| fit.rule.answer).filter(|answer| answer.question == question) {
        if !open.contains(&answer) {
            open.push(answer);
        }
    }
    if open.len() > 1 { open } else { Vec::new() }
}

struct Read<'a> {
    observation: &'a Observation,
    stage: Option<Stage>,
    normal: String,
    /// The words without secrets: a piece that is cut out of them cannot hold half of one.
    shown: OnceCell<String>,
    redaction: &'a Redaction,
}

impl Read<'_> {
    fn excerpt(&self, part: &str) -> String {
        excerpt(self.shown.get_or_init(|| self.redaction.redact(&self.observation.words)), part)
    }

    /// How well a rule fits; nothing when one of its conditions does not hold.
    fn fit(&self, rule: &'static Rule, answers: &[Answer]) -> Option<Fit> {
        let mut fit = Fit { rule, score: 0, evidence: Vec::new(), is_anywhere: self.stage.is_none() };
        if self.observation.known == Some(rule.code.as_str()) {
            let evidence = Some(self.observation.words.clone()).filter(|words| !words.is_empty());
            return Some(Fit { score: KNOWN, is_anywhere: false, evidence: evidence.into_iter().collect(), ..fit });
        }
        if self.stage.is_some_and(|stage| stage != rule.stage && !rule.stage.is_everywhere()) {
            return None;
        }
        if self.stage == Some(rule.stage) {
            fit.score += STAGE;
        }
        let is_keyed = self.error(rule, &mut fit)? | self.context(rule, &mut fit)? | self.headers(rule, &mut fit)?;
        let is_keyed = is_keyed | self.text(rule, &mut fit)?;
        match self.observation.status {
            Some(status) if rule.statuses.iter().any(|known| known.holds(status)) => {
                fit.score += STATUS;
                fit.evidence.insert(0, format!("Status {status}"));
            }
            Some(_) if !rule.statuses.is_empty() => return None,
            // A status alone cannot fit where none is known.
            None if !is_keyed => return None,
            Some(_) | None => {}
        }
        if let Some(answer) = rule.answer
            && let Some(given) = answers.iter().find(|given| given.question == answer.question)
        {
            if *given != answer {
                return None;
            }
            fit.score += ANSWER;
            fit.evidence.push(format!("Your answer: {}", answer.words()));
        }
        Some(fit)
    }

    fn error(&self, rule: &Rule, fit: &mut Fit) -> Option<bool> {
        if rule.errors.is_empty() {
            return Some(false);
        }
        let error = self.observation.error.as_ref().filter(|error| rule.errors.contains(error))?;
        fit.score += ERROR;
        fit.evidence.push(format!("error: {error}"));
        Some(true)
    }

    fn text(&self, rule: &Rule, fit: &mut Fit) -> Option<bool> {
        if rule.text.is_empty() {
            return Some(false);
        }
        let parts = rule.text.held_by(&self.normal)?;
        fit.score += TEXT;
        fit.evidence.push(self.excerpt(&parts[0]));
        Some(true)
    }

    fn headers(&self, rule: &Rule, fit: &mut Fit) -> Option<bool> {
        if rule.headers.is_empty() {
            return Some(false);
        }
        let held = rule.headers.iter().find_map(|header| match header {
            Header::Holds { name, value } => self.header(name, value),
            // Where no header was pasted, none is known to be absent.
            Header::Absent { .. } if self.observation.headers.is_empty() => None,
            Header::Absent { name } => self.observation.header(name).is_none().then(|| format!("No {name} header")),
        })?;
        fit.score += HEADER;
        fit.evidence.push(held);
        Some(true)
    }

    fn header(&self, name: &str, wanted: &str) -> Option<String> {
        let known = self.observation.header(name).filter(|value| value.to_ascii_lowercase().starts_with(wanted));
        if let Some(value) = known {
            return Some(format!("{name}: {value}"));
        }
        let line = format!("{name}: {wanted}");
        self.normal.contains(&line).then(|| self.excerpt(&line))
    }

    fn context(&self, rule: &Rule, fit: &mut Fit) -> Option<bool> {
        let evidence = match &rule.context {
            None => return Some(false),
            Some(Context::Mark(name)) => {
                self.observation.marks.iter().find(|mark| mark.name == *name)?.evidence.clone()
            }
            Some(Context::Path(parts)) => {
                let path = &self.observation.path;
                parts.iter().all(|part| path.contains(part.as_str())).then(|| path.clone())?
            }
        };
        fit.score += CONTEXT;
        if !evidence.is_empty() {
            fit.evidence.push(evidence);
        }
        Some(true)
    }
}

impl Fit {
    fn candidate(self, open: &[Answer], redaction: &Redaction) -> Candidate {
        let rule = self.rule;
        let deciding = match open.first() {
            Some(answer) if answer.question == WHERE => {
                Answer::of_stage(rule.stage).filter(|answer| self.is_anywhere && open.contains(answer))
            }
            Some(_) => rule.answer.filter(|answer| open.contains(answer)),
            None => None,
        };
        let confidence = match (deciding, rule.confidence) {
            (Some(_), Confidence::Certain) => Confidence::Likely,
            (Some(_), Confidence::Likely | Confidence::Possible) => Confidence::Possible,
            (None, confidence) => confidence,
        };
        let mut evidence: Vec<String> = Vec::new();
        for text in self.evidence {
            let shown = shortened(&redaction.redact(&text));
            if !evidence.contains(&shown) {
                evidence.push(shown);
            }
        }
        Candidate {
            code: rule.code.as_str(),
            stage: rule.stage,
            title: rule.title.as_str(),
            cause: rule.cause.as_str(),
            fix: rule.fix.as_str(),
            who: rule.who,
            confidence,
            evidence,
            link: rule.link.as_deref(),
            question: deciding.map(Answer::deciding),
        }
    }
}

/// The longest piece of evidence, in characters.
const LONGEST: usize = 240;

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().filter(|character| !character.is_control()).take(LONGEST).collect();
    if shown.len() < text.len() && text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// The line that a pattern of the table was found in, or the beginning when it spans several.
fn excerpt(words: &str, part: &str) -> String {
    let line = words.lines().find(|line| normal(line).contains(part));
    let text = line.unwrap_or(words).trim();
    let at = text.to_ascii_lowercase().find(part).unwrap_or(0);
    // A long line, such as a body without breaks, begins shortly before what counts.
    let start = text[..at].char_indices().rev().nth(80).map_or(0, |(start, _)| start);
    text[start..].chars().take(LONGEST).collect()
}
