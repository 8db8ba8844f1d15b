use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::Element;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::controls::{Control, LOOK, Role};
use crate::evidence;

/// How long the app may take for what a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// Done when what moves has come to rest, but for what turns for ever, and has been drawn.
const SETTLED: &str = "const moving = document.getAnimations()
      .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
      .map((animation) => animation.finished.catch(() => null));
    Promise.all(moving).then(() => requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]())));";

/// The page in the app's window, as a person with or without eyes meets it: controls by role and name, and words.
pub struct Page {
    client: Client,
    test: String,
}

impl Page {
    pub(crate) fn new(client: Client, test: String) -> Self {
        Self { client, test }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Presses a button, link, radio, checkbox, option or menu item with the mouse.
    pub async fn press(&self, role: Role, name: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let control = self.control(role, name).await;
            // A person scrolls until nothing lies over it; it may still be replaced before it is pressed.
            let scroll = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let _ = self.client.execute(scroll, vec![json!(control.element)]).await;
            match control.element.click().await {
                Ok(()) => return,
                Err(error) if Instant::now() >= deadline => {
                    self.fail(&format!("{role:?} “{name}” cannot be pressed: {error}")).await;
                }
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Writes a text into a text field, in place of what is there.
    pub async fn fill(&self, name: &str, text: &str) {
        let control = self.control(Role::Textbox, name).await;
        let outcome = async {
            control.element.clear().await?;
            control.element.send_keys(text).await
        };
        if let Err(error) = outcome.await {
            self.fail(&format!("“{name}” cannot be filled: {error}")).await;
        }
    }

    /// Chooses an entry of a selection by its words.
    pub async fn choose(&self, name: &str, entry: &str) {
        let control = self.control(Role::Combobox, name).await;
        if let Err(error) = control.element.select_by_label(entry).await {
            self.fail(&format!("“{name}” has no “{entry}” to choose: {error}")).await;
        }
    }

    /// Waits for a control that can be seen and used. Its name is the given one, or begins with it.
    pub async fn control(&self, role: Role, name: &str) -> Control {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.look(role, name).await;
            if let [only] = found.as_slice()
                && only.enabled
            {
                return only.clone();
            }
            if Instant::now() >= deadline {
                let problem = match found.len() {
                    0 => "is not there",
                    1 => "cannot be used",
                    _ => "is there more than once",
                };
                self.fail(&format!("{role:?} “{name}” {problem}")).await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits until no control of this role and name can be seen any more.
    pub async fn until_gone(&self, role: Role, name: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.look(role, name).await.is_empty() {
            if Instant::now() >= deadline {
                self.fail(&format!("{role:?} “{name}” is still there")).await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// Whether such a control can be seen now.
    pub async fn has(&self, role: Role, name: &str) -> bool {
        !self.look(role, name).await.is_empty()
    }

    /// Waits until the page says something.
    pub async fn says(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text().await.contains(words) {
            if Instant::now() >= deadline {
                self.fail(&format!("the page does not say “{words}”")).await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// Everything that the page says now, with blanks and line ends as single blanks.
    pub async fn text(&self) -> String {
        let text = self.evaluate("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a part of the page of this name says, such as a card: row by row, or line by line.
    pub async fn part(&self, name: &str) -> Vec<String> {
        let script = format!("{LOOK}\nreturn linesOf(arguments[0])");
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Value::Array(lines) = self.evaluate(&script, vec![json!(name)]).await {
                return lines.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
            }
            if Instant::now() >= deadline {
                self.fail(&format!("there is no part “{name}”")).await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// The whole document, values of fields included: whatever a script in the page could read.
    pub async fn document(&self) -> String {
        let script = "return document.documentElement.outerHTML + \
                      [...document.querySelectorAll('input, textarea')].map((field) => field.value).join('\\n')";
        self.evaluate(script, vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// What a text field holds.
    pub async fn value(&self, name: &str) -> String {
        let control = self.control(Role::Textbox, name).await;
        control.element.prop("value").await.ok().flatten().unwrap_or_default()
    }

    /// The element that has the keyboard: role and name, or its tag.
    pub async fn focused(&self) -> String {
        let script = format!("{LOOK}\nreturn describe(document.activeElement)");
        self.evaluate(&script, vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Gives the page so much room, as a window of that size does.
    pub async fn resize(&self, width: u32, height: u32) {
        if let Err(error) = self.client.set_window_rect(0, 0, width, height).await {
            self.fail(&format!("the window cannot be made {width} by {height}: {error}")).await;
        }
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate("return [innerWidth, innerHeight]", vec![]).await != json!([width, height]) {
            if Instant::now() >= deadline {
                self.fail(&format!("the page does not get {width} by {height}")).await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// Keeps a picture of the window as a PNG file.
    pub async fn picture(&self, file: &Path) {
        let size = self.evaluate("return [innerWidth, innerHeight]", vec![]).await;
        if let Err(error) = self.client.execute_async(SETTLED, vec![]).await {
            self.fail(&format!("the page draws nothing: {error}")).await;
        }
        let side = |at: usize| size.get(at).and_then(Value::as_u64).unwrap_or_default();
        if !evidence::picture(file, Some((side(0), side(1)))) {
            self.fail(&format!("no picture can be taken: {}", file.display())).await;
        }
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("the page runs no script: {error}"))
    }

    /// Waits until the page has something to say.
    pub(crate) async fn until_loaded(&self) {
        let deadline = Instant::now() + PATIENCE;
        while self.look(Role::Heading, "").await.is_empty() {
            if Instant::now() >= deadline {
                self.fail("the app shows no page").await;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    async fn look(&self, role: Role, name: &str) -> Vec<Control> {
        let script = format!("{LOOK}\nreturn look(arguments[0], arguments[1])");
        let found = self.evaluate(&script, vec![json!(role.aria()), json!(name)]).await;
        let rows = found.as_array().map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter_map(|row| self.control_from(row)).collect()
    }

    fn control_from(&self, row: &Value) -> Option<Control> {
        let id = row.get("element")?.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Control {
            name: row.get("name")?.as_str()?.to_owned(),
            enabled: row.get("enabled")?.as_bool()?,
            element: Element::from_element_id(self.client.clone(), id.into()),
        })
    }

    /// Fails the test with the words of the page.
    pub(crate) async fn fail(&self, problem: &str) {
        let text = self.text().await;
        let file = evidence::save_words(&self.test, &format!("{problem}\n\n{text}\n"));
        panic!("{problem}; the page says: {text}\n(kept in {})", file.display());
    }
}
