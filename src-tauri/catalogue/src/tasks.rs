//! What people do with Atlassian's APIs, in their words, and the operations that it takes.

use std::sync::LazyLock;

use serde::Serialize;

use crate::catalogue::Catalogue;

/// Something that people do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Its name in links and on the command line, such as `search-issues`.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// Further words that people use for it.
    pub words: String,
    /// Keys of the operations that it takes.
    pub operations: Vec<String>,
}

/// Id, title, further words, and keys of operations between bars.
const TABLE: &str = include_str!("tables/tasks.tsv");

static TASKS: LazyLock<Vec<Task>> = LazyLock::new(|| {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(TABLE.as_bytes());
    let rows = reader.deserialize::<(String, String, String, String)>().map(Result::ok);
    let task = |(id, title, words, operations): (String, String, String, String)| {
        let operations = operations.split(" | ").map(str::to_owned).collect();
        Task { id, title, words, operations }
    };
    rows.flatten().map(task).collect()
});

/// Every task, in the table's order.
pub(crate) fn all() -> &'static [Task] {
    &TASKS
}

impl Catalogue {
    /// What people do with Atlassian's APIs.
    #[must_use]
    pub fn tasks(&self) -> &'static [Task] {
        all()
    }

    /// The task of this id.
    #[must_use]
    pub fn task(&self, id: &str) -> Option<&'static Task> {
        all().iter().find(|task| task.id == id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_and_its_ids_differ() {
        assert_eq!(all().len(), TABLE.lines().count() - 1, "a row that cannot be read would be missing silently");
        let ids: BTreeSet<_> = all().iter().map(|task| &task.id).collect();
        assert_eq!(ids.len(), all().len());
    }

    #[test]
    fn every_task_can_be_done_with_3lo() {
        let catalogue = Catalogue::built_in();
        for task in all() {
            for key in &task.operations {
                let callable = catalogue.callable().any(|operation| operation.key == *key);
                assert!(callable, "{}: {key} is not in the catalogue, or not for 3LO", task.id);
            }
        }
    }
}
