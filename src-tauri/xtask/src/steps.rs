use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps of a task, each announced in a line and timed.
pub struct Steps {
    begun: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// No step done yet; the clock runs.
    pub fn new() -> Self {
        Self { begun: Instant::now(), done: Vec::new() }
    }

    /// Does a step, and says before what it does and after how long it took.
    pub fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n==> {what}");
        let begun = Instant::now();
        let outcome = work();
        let took = begun.elapsed();
        match &outcome {
            Ok(_) => println!("    done in {}", spoken(took)),
            Err(_) => println!("    failed after {}", spoken(took)),
        }
        self.done.push((what.to_owned(), took));
        outcome.with_context(|| format!("“{what}” did not succeed"))
    }

    /// Prints every step with its time, and the time of all.
    pub fn summarize(&self) {
        println!("\nAll done:");
        for (what, took) in &self.done {
            println!("  {:>9}  {what}", spoken(*took));
        }
        println!("  {:>9}  in all", spoken(self.begun.elapsed()));
    }
}

fn spoken(span: Duration) -> String {
    match span.as_secs() {
        0..10 => format!("{:.1} s", span.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_spoken_in_units_that_fit() {
        assert_eq!(spoken(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(spoken(Duration::from_secs(42)), "42 s");
        assert_eq!(spoken(Duration::from_secs(187)), "3 min 7 s");
    }

    #[test]
    fn a_failed_step_names_itself() {
        let failure = Steps::new().step("Compile", || -> Result<()> { anyhow::bail!("no compiler") });
        assert_eq!(failure.map_err(|error| error.to_string()), Err("“Compile” did not succeed".to_owned()));
    }
}
