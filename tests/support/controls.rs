use fantoccini::Client;
use fantoccini::elements::Element;
use serde_json::Value;

/// What a control is to a person, after WAI-ARIA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A button, or the head of a disclosure.
    Button,
    /// A checkbox.
    Checkbox,
    /// A selection.
    Combobox,
    /// A heading of any level.
    Heading,
    /// An entry of a menu.
    MenuItem,
    /// A row of a list.
    Option,
    /// A radio button.
    Radio,
    /// A tab that leads to a panel.
    Tab,
    /// A cell of a grid.
    Gridcell,
    /// A text field.
    Textbox,
}

impl Role {
    pub(crate) fn aria(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Checkbox => "checkbox",
            Self::Combobox => "combobox",
            Self::Heading => "heading",
            Self::MenuItem => "menuitem",
            Self::Option => "option",
            Self::Radio => "radio",
            Self::Tab => "tab",
            Self::Gridcell => "gridcell",
            Self::Textbox => "textbox",
        }
    }
}

/// A control on the page.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its accessible name.
    pub name: String,
    pub(crate) enabled: bool,
    pub(crate) element: Element,
}

impl Control {
    /// Reads what [`LOOK`] found.
    pub(crate) fn read(row: &Value, client: &Client) -> Option<Self> {
        let id = row.get("element")?.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Self {
            name: row.get("name")?.as_str()?.to_owned(),
            enabled: row.get("enabled")?.as_bool()?,
            element: Element::from_element_id(client.clone(), id.into()),
        })
    }
}

/// Defines `look(role, name)`: the controls that can be seen, of exactly this name, or else beginning with it; and
/// `describe(element)` and `linesOf(name)` of a part of the page. A modal dialog hides what is behind it.
pub(crate) const LOOK: &str = include_str!("look.js");
