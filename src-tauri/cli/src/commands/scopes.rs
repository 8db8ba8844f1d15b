//! `trilo scopes`: what needs which scopes, and what a set of them opens, by the catalogue.

mod tables;

use clap::{Subcommand, ValueEnum};
use trilo_catalogue::{Catalogue, ConsoleApi, HitKind, Kind, Preference, Solution, Wish};
use trilo_core::local_tables::LocalTables;
use trilo_core::machine;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Searches and explains scopes, and tells what needs which.
#[derive(Debug, Subcommand)]
pub enum Scopes {
    /// Find scopes, operations and tasks by words, a path, or a pasted call
    Search {
        /// What to look for
        #[arg(required = true)]
        words: Vec<String>,
        /// How many at most
        #[arg(long, short = 'n', default_value_t = 20)]
        limit: usize,
    },
    /// Say what scopes are and what they open
    Explain {
        /// The scopes, each by itself or separated by blanks
        #[arg(required = true)]
        scopes: Vec<String>,
    },
    /// Tell the smallest set of scopes that operations need
    For {
        /// Operations, such as 'GET /rest/api/3/myself'
        #[arg(required = true, value_name = "METHOD /path")]
        operations: Vec<String>,
        /// Which scopes may be chosen
        #[arg(long, value_enum, default_value_t = Prefer::Smallest)]
        prefer: Prefer,
    },
    /// See, load or remove newer tables of the catalogue
    #[command(subcommand)]
    Tables(tables::Tables),
    /// Tell which operations a set of scopes opens
    Unlock {
        /// The scopes, each by itself or separated by blanks
        #[arg(required = true)]
        scopes: Vec<String>,
    },
}

/// Which scopes may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Prefer {
    /// The smallest set of all
    Smallest,
    /// Classic scopes only
    Classic,
    /// Granular scopes only
    Granular,
    /// Scopes that change nothing
    ReadOnly,
}

impl From<Prefer> for Preference {
    fn from(prefer: Prefer) -> Self {
        match prefer {
            Prefer::Smallest => Self::Automatic,
            Prefer::Classic => Self::ClassicOnly,
            Prefer::Granular => Self::GranularOnly,
            Prefer::ReadOnly => Self::ReadOnly,
        }
    }
}

impl Scopes {
    /// Asks the catalogue.
    pub fn run(self, output: Output) -> Result<Exit, Failure> {
        let local = LocalTables::of(&machine::data_folder());
        let catalogue = local.as_ref().map_or(Catalogue::built_in(), |local| &local.catalogue);
        match self {
            Self::Tables(tables) => tables.run(output, local.as_ref()),
            Self::Search { words, limit } => search(output, catalogue, &words.join(" "), limit),
            Self::Explain { scopes } => explain(output, catalogue, &apart(&scopes)),
            Self::For { operations, prefer } => needed(output, catalogue, &operations, prefer.into()),
            Self::Unlock { scopes } => unlock(output, catalogue, &apart(&scopes)),
        }
    }
}

/// Scopes in one argument or in several.
fn apart(arguments: &[String]) -> Vec<String> {
    let words = arguments.iter().flat_map(|argument| argument.split([' ', ',']));
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn search(output: Output, catalogue: &Catalogue, words: &str, limit: usize) -> Result<Exit, Failure> {
    let hits = catalogue.search(words, limit);
    let mut text = String::new();
    let mut shapes = Vec::new();
    for hit in &hits {
        let kind = match hit.kind {
            HitKind::Task => "task",
            HitKind::Scope => "scope",
            HitKind::Operation => "operation",
            HitKind::Api => "api",
        };
        text.push_str(&format!("{kind:<9}  {}  {}\n", hit.title, hit.detail));
        shapes.push(serde_json::json!({
            "kind": kind,
            "key": hit.key,
            "title": hit.title,
            "detail": hit.detail,
            "console_api": hit.api.map(ConsoleApi::name),
            "exact": hit.exact,
        }));
    }
    output.answer(&shapes, if text.is_empty() { "Nothing was found." } else { &text })?;
    Ok(if hits.is_empty() { Exit::NotFound } else { Exit::Done })
}

fn explain(output: Output, catalogue: &Catalogue, scopes: &[String]) -> Result<Exit, Failure> {
    let mut text = String::new();
    let mut shapes = Vec::new();
    for name in scopes {
        let scope = catalogue.scope_or_unknown(name);
        let operations: Vec<_> = catalogue.operations_of(name).map(|operation| operation.key.as_str()).collect();
        text.push_str(&format!(
            "{name}\n  {}\n  in the console under {}; {} operations accept it\n",
            scope.summary,
            scope.api.name(),
            operations.len()
        ));
        shapes.push(serde_json::json!({
            "scope": scope.scope,
            "known": scope.is_known(),
            "kind": scope.kind,
            "console_api": scope.api.name(),
            "access": scope.access,
            "risk": scope.risk,
            "for_3lo": scope.is_for_3lo(),
            "summary": scope.summary,
            "operations": operations,
        }));
    }
    output.answer(&shapes, &text)?;
    let known = scopes.iter().all(|scope| catalogue.is_known(scope));
    Ok(if known { Exit::Done } else { Exit::NotFound })
}

fn needed(output: Output, catalogue: &Catalogue, asked: &[String], preference: Preference) -> Result<Exit, Failure> {
    let operations: Vec<_> = asked.iter().map(|asked| key_of(catalogue, asked)).collect();
    let solve = |preference| catalogue.solve(&Wish { operations: operations.clone(), preference, keep: Vec::new() });
    let solution = solve(preference);
    let (classic, granular) = (solve(Preference::ClassicOnly), solve(Preference::GranularOnly));
    // A set that leaves an operation closed is none for these operations.
    let whole = |solution: &Solution| if solution.unreachable.is_empty() { solution.names() } else { Vec::new() };
    let apis = console_apis(&solution);
    let unreachable: Vec<_> = solution
        .unreachable
        .iter()
        .map(|unreachable| serde_json::json!({ "operation": unreachable.operation, "reason": unreachable.reason }))
        .collect();
    let shape = serde_json::json!({
        "operations": operations,
        "scopes": solution.names(),
        "classic": whole(&classic),
        "granular": whole(&granular),
        "console_apis": apis,
        "unreachable": unreachable,
        "exact": solution.exact,
    });
    let mut text = format!("{}\n", solution.names().join(" "));
    if !apis.is_empty() {
        text.push_str(&format!("# in the developer console: {}\n", apis.join(", ")));
    }
    output.answer(&shape, &text)?;
    for unreachable in &solution.unreachable {
        let reason = serde_json::to_value(unreachable.reason).unwrap_or_default();
        output.note(&format!(
            "warning: {}: no scope opens it ({})",
            unreachable.operation,
            reason.as_str().unwrap_or("")
        ));
    }
    Ok(if solution.unreachable.is_empty() { Exit::Done } else { Exit::NotFound })
}

/// The catalogue's key of an operation, however it was written: with real ids, with a gateway's base, as a URL.
fn key_of(catalogue: &Catalogue, asked: &str) -> String {
    let recognised = catalogue.recognise(asked);
    recognised.and_then(|call| call.operations.into_iter().next()).unwrap_or_else(|| asked.trim().to_owned())
}

/// The APIs that have to be added to the app, in the console's order.
fn console_apis(solution: &Solution) -> Vec<&'static str> {
    let has = |api: &ConsoleApi| solution.scopes.iter().any(|chosen| chosen.scope.api == *api);
    ConsoleApi::ALL.into_iter().filter(|api| api.is_in_console() && has(api)).map(ConsoleApi::name).collect()
}

fn unlock(output: Output, catalogue: &Catalogue, scopes: &[String]) -> Result<Exit, Failure> {
    let opened = catalogue.unlock(scopes);
    let kinds = |kind: Kind| -> Vec<&String> {
        scopes.iter().filter(|scope| catalogue.scope(scope).is_some_and(|known| known.kind == kind)).collect()
    };
    let products: Vec<_> = opened
        .products
        .iter()
        .map(|share| {
            serde_json::json!({ "product": share.product.name(), "unlocked": share.unlocked, "all": share.all })
        })
        .collect();
    let shape = serde_json::json!({
        "scopes": scopes,
        "classic": kinds(Kind::Classic),
        "granular": kinds(Kind::Granular),
        "operations": opened.unlocked,
        "deprecated": opened.deprecated,
        "unknown": opened.unknown,
        "products": products,
    });
    let mut text: String = opened.unlocked.iter().map(|operation| format!("{operation}\n")).collect();
    if text.is_empty() {
        text.push_str("These scopes open no operation of the catalogue.\n");
    }
    output.answer(&shape, &text)?;
    for unknown in &opened.unknown {
        output.note(&format!("warning: the catalogue does not know {unknown}"));
    }
    Ok(Exit::Done)
}
