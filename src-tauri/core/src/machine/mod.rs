//! The machine that Trilo runs on, for every surface alike: the browser, the data folder, who opens links.

mod browser;
mod links;
mod places;

pub use browser::SystemBrowser;
pub use links::handler_of;
pub use places::{DATA_FOLDER_VARIABLE, PASSPHRASE_FILE_VARIABLE, data_folder, passphrase_file, usual_data_folder};
