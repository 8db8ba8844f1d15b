use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::controls::{Control, LOOK, Role};
use crate::evidence;

/// How long the app may take for what a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks at what is waited for.
const PAUSE: Duration = Duration::from_millis(30);

/// Done when what moves has come to rest, but for what turns for ever, and has been drawn.
const SETTLED: &str = "const moving = document.getAnimations()
      .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
      .map((animation) => animation.finished.catch(() => null));
    Promise.all(moving).then(() => requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]())));";

/// Done when an element lies still, with nothing over it: a pointer that is sent to where it was presses something else.
const WITHIN_REACH: &str = "const [element, done] = arguments;
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    let place = '';
    const look = (tries) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const there = document.elementFromPoint(x + width / 2, y + height / 2);
      const reached = [there, there?.closest('label')?.control]
        .some((it) => it && (element.contains(it) || it.contains(element)));
      const before = place;
      place = [x, y, width, height].join();
      if ((before === place && reached) || tries === 0) done();
      else requestAnimationFrame(() => look(tries - 1));
    };
    look(60);";

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
            // It may be replaced between being found and being pressed.
            match self.click(&control.element).await {
                Ok(()) => return,
                Err(error) if Instant::now() >= deadline => {
                    self.fail(&format!("{role:?} “{name}” cannot be pressed: {error}")).await;
                }
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    /// Chooses an entry of a selection by its words.
    pub async fn choose(&self, name: &str, entry: &str) {
        let control = self.control(Role::Combobox, name).await;
        if let Err(error) = control.element.select_by_label(entry).await {
            self.fail(&format!("“{name}” has no “{entry}” to choose: {error}")).await;
        }
    }

    /// Waits for a control that can be seen and used, the only one whose name is the given one, or begins with it.
    pub async fn control(&self, role: Role, name: &str) -> Control {
        self.wait(&format!("{role:?} “{name}” is not there, cannot be used, or is there twice"), async || {
            let [only] = <[Control; 1]>::try_from(self.look(role, name).await).ok()?;
            only.enabled.then_some(only)
        })
        .await
    }

    /// Waits until no control of this role and name can be seen any more.
    pub async fn until_gone(&self, role: Role, name: &str) {
        let problem = format!("{role:?} “{name}” is still there");
        self.wait(&problem, async || self.look(role, name).await.is_empty().then_some(())).await;
    }

    /// Waits until the controls of a role are these, in this order; each name may go on.
    pub async fn until_these(&self, role: Role, names: &[&str]) {
        self.wait(&format!("the {role:?}s are not {names:?}"), async || {
            let seen = self.look(role, "").await;
            let same = seen.len() == names.len();
            let same = same && seen.iter().zip(names).all(|(control, name)| control.name.starts_with(name));
            same.then_some(())
        })
        .await;
    }

    /// Waits until the page says something.
    pub async fn says(&self, words: &str) {
        let problem = format!("the page does not say “{words}”");
        self.wait(&problem, async || self.text().await.contains(words).then_some(())).await;
    }

    /// Waits until an element has the keyboard, described by role and name, such as `heading Sign in`.
    pub async fn until_focused(&self, description: &str) {
        let problem = format!("the keyboard is not on “{description}”");
        self.wait(&problem, async || (self.focused().await == description).then_some(())).await;
    }

    /// Everything that the page says now, with blanks and line ends as single blanks.
    pub async fn text(&self) -> String {
        let text = self.evaluate("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a part of the page of this name says, such as a card: row by row, or line by line.
    pub async fn part(&self, name: &str) -> Vec<String> {
        let script = format!("{LOOK}\nreturn linesOf(arguments[0])");
        let problem = format!("there is no part “{name}”");
        self.wait(&problem, async || match self.evaluate(&script, vec![json!(name)]).await {
            Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()),
            _ => None,
        })
        .await
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
        let problem = format!("the page does not get {width} by {height}");
        self.wait(&problem, async || (self.room().await == [width, height]).then_some(())).await;
    }

    /// Keeps a picture of the window as a PNG file.
    pub async fn picture(&self, file: &Path) {
        if let Err(error) = self.client.execute_async(SETTLED, vec![]).await {
            self.fail(&format!("the page does not come to rest: {error}")).await;
        }
        if !evidence::picture(file, Some(self.room().await)) {
            self.fail(&format!("no picture can be taken: {}", file.display())).await;
        }
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("the page runs no script: {error}"))
    }

    /// Looks again and again until there is something to see, or fails the test.
    pub(crate) async fn wait<T>(&self, problem: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            if Instant::now() >= deadline {
                self.fail(problem).await;
            }
            sleep(PAUSE).await;
        }
    }

    /// Fails the test with the words of the page.
    pub(crate) async fn fail(&self, problem: &str) -> ! {
        let text = self.text().await;
        let file = evidence::save_words(&self.test, &format!("{problem}\n\n{text}\n"));
        panic!("{problem}; the page says: {text}\n(kept in {})", file.display());
    }

    /// Every control that can be seen of this name, or else beginning with it.
    pub(crate) async fn look(&self, role: Role, name: &str) -> Vec<Control> {
        let script = format!("{LOOK}\nreturn look(arguments[0], arguments[1])");
        let arguments = vec![json!(role.aria()), json!(name)];
        let found = loop {
            match self.client.execute(&script, arguments.clone()).await {
                Ok(found) => break found,
                // What was found went away before the driver could name it.
                Err(error) if error.is_stale_element_reference() => {}
                Err(error) => self.fail(&format!("the page cannot be looked at: {error}")).await,
            }
        };
        let rows = found.as_array().map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter_map(|row| Control::read(row, &self.client)).collect()
    }

    async fn click(&self, element: &Element) -> Result<(), CmdError> {
        self.client.execute_async(WITHIN_REACH, vec![json!(element)]).await?;
        element.click().await
    }

    async fn room(&self) -> [u32; 2] {
        let size = self.evaluate("return [innerWidth, innerHeight]", vec![]).await;
        serde_json::from_value(size).unwrap_or_default()
    }
}
