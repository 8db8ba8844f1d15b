//! `trilo explain`: what an answer, an address or a log means, and what to do.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use clap::Args;
use trilo_core::diagnose::explain::{Candidate, Confidence, Explained, Question, Who, explain_with};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// More than is explained; what is longer is refused with its reason.
const MOST: u64 = 32 << 20;

/// Explains an error's JSON, an HTTP exchange, the output of curl -v, a HAR file, a callback or authorize URL, a JWT, an
/// error page or lines of a log. Nothing is kept or sent, and secrets are taken out of what is written.
#[derive(Debug, Args)]
pub struct Explain {
    /// The file; without one, standard input is read to its end.
    file: Option<PathBuf>,
    /// The answer to a question that an earlier explanation asked, such as `where=token`.
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    answers: Vec<String>,
}

impl Explain {
    /// Writes the explanations, the best first; none is no failure.
    pub fn run(self, output: Output) -> Result<Exit, Failure> {
        let text = self.read(output)?;
        let answers: Vec<_> = self.answers.iter().map(String::as_str).collect();
        let explained = explain_with(&text, &answers);
        if let Some(refusal) = explained.refusal {
            return Err(Failure::Unusable { what: self.name(), why: refusal.words().to_owned() });
        }
        output.answer(&explained.candidates, &in_words(&explained))?;
        Ok(Exit::Done)
    }

    fn read(&self, output: Output) -> Result<String, Failure> {
        let unusable = |error: io::Error| Failure::Unusable { what: self.name(), why: error.to_string() };
        let mut bytes = Vec::new();
        if let Some(file) = &self.file {
            File::open(file).and_then(|file| file.take(MOST).read_to_end(&mut bytes)).map_err(unusable)?;
        } else {
            if io::stdin().is_terminal() {
                output.progress("Paste the text, then press Ctrl-D:");
            }
            io::stdin().lock().take(MOST).read_to_end(&mut bytes).map_err(unusable)?;
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn name(&self) -> String {
        self.file.as_ref().map_or_else(|| "standard input".to_owned(), |file| file.display().to_string())
    }
}

fn in_words(explained: &Explained) -> String {
    let mut words = candidates(&explained.candidates);
    if words.is_empty() {
        words.push(format!("Nothing that is known explains this:\n{}\n", explained.text.trim_end()));
    }
    if !explained.facts.is_empty() {
        let facts = explained.facts.iter().map(|fact| format!("  {}\n", fact.value));
        words.push(format!("For sure:\n{}", facts.collect::<String>()));
    }
    words.extend(explained.question.as_ref().map(question));
    words.join("\n")
}

/// The explanations in words, the best first.
pub(super) fn candidates(candidates: &[Candidate]) -> Vec<String> {
    candidates.iter().map(candidate).collect()
}

/// A question with what to add to the command to answer it.
pub(super) fn question(question: &Question) -> String {
    let answers = question.answers.iter().map(|one| format!("  --answer {}  {}\n", one.answer, one.words));
    format!("{}\n{}", question.words, answers.collect::<String>())
}

fn candidate(candidate: &Candidate) -> String {
    let Candidate { code, title, cause, fix, who, confidence, evidence, link, .. } = candidate;
    let mut lines = format!("{title} ({}; {code})\n  {cause}\n  → {}: {fix}\n", sure(*confidence), by(*who));
    lines.extend(evidence.iter().map(|text| format!("  seen: {text}\n")));
    lines.extend(link.map(|link| format!("  {link}\n")));
    lines
}

const fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Possible => "possible",
    }
}

const fn by(who: Who) -> &'static str {
    match who {
        Who::You => "you",
        Who::AppOwner => "the app's owner",
        Who::SiteAdmin => "the site's admin",
        Who::Atlassian => "Atlassian",
        Who::NetworkAdmin => "who runs the network",
    }
}
