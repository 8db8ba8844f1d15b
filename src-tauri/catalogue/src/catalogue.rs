//! The catalogue: every scope and every operation that is known, and how to find one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use crate::operation::{Method, Operation};
use crate::path::PathTree;
use crate::scope::CatalogueScope;
use crate::search::Index;
use crate::tables::{self, BadRow, RowProblem, Table};

/// Scopes and operations, and what leads from one to the other.
#[derive(Debug, Clone)]
pub struct Catalogue {
    scopes: Vec<CatalogueScope>,
    operations: Vec<Operation>,
    scope_by_name: HashMap<String, usize>,
    operation_by_key: HashMap<String, usize>,
    paths: PathTree,
    /// Per scope the operations that accept it.
    users: Vec<Vec<usize>>,
    index: Index,
}

static BUILT_IN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let mut bad = Vec::new();
    let scopes = tables::read_scopes(tables::SCOPES, &mut bad);
    let operations = tables::read_operations(tables::OPERATIONS, &mut bad);
    debug_assert!(bad.is_empty(), "the tables that come with Trilo are tested: {bad:?}");
    Arc::new(Catalogue::of(scopes, operations))
});

impl Catalogue {
    /// The catalogue that comes with Trilo.
    #[must_use]
    pub fn built_in() -> &'static Arc<Self> {
        &BUILT_IN
    }

    /// The built-in catalogue with newer tables on top, in the form of [`tables::SCOPES`] and [`tables::OPERATIONS`].
    ///
    /// Their rows replace built-in ones of the same scope or operation and are marked as local; nobody signs them. An
    /// empty text stands for no table. Rows that cannot be read are told and left out, and of repeated ones the first
    /// counts.
    #[must_use]
    pub fn with_local(scopes: &str, operations: &str) -> (Self, Vec<BadRow>) {
        let mut bad = Vec::new();
        let mut all_scopes: BTreeMap<_, _> =
            Self::built_in().scopes.iter().map(|scope| (scope.scope.clone(), scope.clone())).collect();
        let mut all_operations: BTreeMap<_, _> =
            Self::built_in().operations.iter().map(|operation| (operation.key.clone(), operation.clone())).collect();
        if !scopes.is_empty() {
            for scope in tables::read_scopes(scopes, &mut bad) {
                let name = scope.scope.clone();
                let before = all_scopes.insert(name, CatalogueScope { local: true, ..scope });
                if let Some(first) = before.filter(|before| before.local) {
                    bad.push(repeated(Table::Scopes, scopes, &first.scope));
                    all_scopes.insert(first.scope.clone(), first);
                }
            }
        }
        if !operations.is_empty() {
            for operation in tables::read_operations(operations, &mut bad) {
                let key = operation.key.clone();
                let before = all_operations.insert(key, Operation { local: true, ..operation });
                if let Some(first) = before.filter(|before| before.local) {
                    bad.push(repeated(Table::Operations, operations, &first.key));
                    all_operations.insert(first.key.clone(), first);
                }
            }
        }
        (Self::of(all_scopes.into_values().collect(), all_operations.into_values().collect()), bad)
    }

    fn of(mut scopes: Vec<CatalogueScope>, operations: Vec<Operation>) -> Self {
        let mut scope_by_name: HashMap<_, _> =
            scopes.iter().enumerate().map(|(index, scope)| (scope.scope.clone(), index)).collect();
        let mut users = vec![Vec::new(); scopes.len()];
        for (index, operation) in operations.iter().enumerate() {
            for name in operation.alternatives.iter().flat_map(|alternative| &alternative.scopes) {
                // A local operation may need a scope that no table has: it is kept, and marked as unknown.
                let at = *scope_by_name.entry(name.clone()).or_insert_with(|| {
                    scopes.push(CatalogueScope { local: operation.local, ..CatalogueScope::unknown(name) });
                    users.push(Vec::new());
                    scopes.len() - 1
                });
                if users[at].last() != Some(&index) {
                    users[at].push(index);
                }
            }
        }
        for (scope, users) in scopes.iter_mut().zip(&users) {
            scope.operations = u32::try_from(users.len()).unwrap_or(u32::MAX);
        }
        let operation_by_key =
            operations.iter().enumerate().map(|(index, operation)| (operation.key.clone(), index)).collect();
        let paths = PathTree::new(operations.iter().map(|operation| operation.path.as_str()));
        let index = Index::new(&scopes, &operations);
        Self { scopes, operations, scope_by_name, operation_by_key, paths, users, index }
    }

    /// Every scope, by the alphabet.
    #[must_use]
    pub fn scopes(&self) -> &[CatalogueScope] {
        &self.scopes
    }

    /// Every operation, by product and path.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The scope of this name.
    #[must_use]
    pub fn scope(&self, name: &str) -> Option<&CatalogueScope> {
        self.scope_by_name.get(name).map(|index| &self.scopes[*index])
    }

    /// The scope of this name; an unknown one is told by its words and marked.
    #[must_use]
    pub fn scope_or_unknown(&self, name: &str) -> CatalogueScope {
        self.scope(name).cloned().unwrap_or_else(|| CatalogueScope::unknown(name))
    }

    /// The operation of this key, such as `GET /rest/api/3/myself`.
    #[must_use]
    pub fn operation(&self, key: &str) -> Option<&Operation> {
        self.operation_by_key.get(key).map(|index| &self.operations[*index])
    }

    /// The operations that accept a scope, alone or with others.
    pub fn operations_of(&self, scope: &str) -> impl Iterator<Item = &Operation> {
        let users = self.scope_by_name.get(scope).map(|index| self.users[*index].as_slice()).unwrap_or_default();
        users.iter().map(|index| &self.operations[*index])
    }

    /// The operations of every method at a path of a product's own, be it a template or a real one.
    ///
    /// `/rest/api/2` and `latest` are read as version 3, whose operations mirror them; Confluence's paths are found
    /// without their `/wiki` too.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Vec<&Operation> {
        for candidate in spellings(path) {
            let found = self.paths.find(&candidate);
            if !found.is_empty() {
                return found.iter().map(|index| &self.operations[*index]).collect();
            }
        }
        Vec::new()
    }

    /// The operation of a method at a path, see [`Catalogue::at_path`].
    #[must_use]
    pub fn at(&self, method: Method, path: &str) -> Option<&Operation> {
        self.at_path(path).into_iter().find(|operation| operation.method == method)
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }
}

fn repeated(table: Table, text: &str, what: &str) -> BadRow {
    let is_it = |line: &&str| match table {
        Table::Scopes => line.split('\t').next() == Some(what),
        Table::Operations => {
            let mut cells = line.split('\t').skip(2);
            cells.next().zip(cells.next()).is_some_and(|(method, path)| format!("{method} {path}") == what)
        }
    };
    let second = text.lines().enumerate().filter(|(_, line)| is_it(line)).nth(1).map_or(0, |(index, _)| index + 1);
    let line = u32::try_from(second).unwrap_or(u32::MAX);
    BadRow { table, line, problem: RowProblem::Repeated, cell: what.to_owned() }
}

/// A path, and what else it may mean.
fn spellings(path: &str) -> Vec<String> {
    const SAME: [(&str, &str); 3] = [
        ("/rest/api/2/", "/rest/api/3/"),
        ("/rest/api/latest/", "/rest/api/3/"),
        ("/rest/agile/latest/", "/rest/agile/1.0/"),
    ];
    let mut all = vec![path.to_owned()];
    all.extend(SAME.iter().filter_map(|(from, to)| path.strip_prefix(from).map(|rest| format!("{to}{rest}"))));
    if !path.starts_with("/wiki/") {
        all.push(format!("/wiki{path}"));
    }
    all
}
