use trilo_core::Core;

use crate::views::{CatalogueTablesView, LocalTablesView};

/// How many rows that cannot be read are told one by one.
const TOLD: usize = 20;

/// How much the catalogue knows, and what of it was loaded.
pub(crate) fn tables(core: &Core) -> CatalogueTablesView {
    let catalogue = core.catalogue();
    CatalogueTablesView {
        scopes: count(catalogue.scopes().iter().filter(|scope| scope.is_known()).count()),
        operations: count(catalogue.operations().len()),
        local: core.local_tables().map(|local| LocalTablesView {
            scopes: count(local.scopes),
            operations: count(local.operations),
            bad_row_count: count(local.bad_rows.len()),
            bad_rows: local.bad_rows.into_iter().take(TOLD).collect(),
        }),
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
