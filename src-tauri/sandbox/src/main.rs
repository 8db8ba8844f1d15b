//! Runs the sandbox until Ctrl-C.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use trilo_sandbox::{Sandbox, SandboxBuilder, StartError, StateLoad, stock};

/// A strict stand-in for Atlassian Cloud's OAuth 2.0 (3LO), on loopback.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 7008)]
    port: u16,
    /// Keeps the world here, so that tokens survive a restart.
    #[arg(long)]
    state_file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let builder = Sandbox::builder().port(arguments.port);
    let builder = match arguments.state_file {
        Some(path) => builder.state_file(path),
        None => builder,
    };
    match run(builder).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
            // Without a standard error there is nobody to tell.
            let _ = writeln!(io::stderr(), "trilo-sandbox: {error}{reason}");
            ExitCode::FAILURE
        }
    }
}

async fn run(builder: SandboxBuilder) -> Result<(), StartError> {
    let sandbox = builder.start().await?;
    // A closed standard output is no reason not to serve.
    let _ = introduce(&mut io::stdout().lock(), &sandbox);
    // Where Ctrl-C cannot be listened for, the process ends with its parent's signal.
    let _ = tokio::signal::ctrl_c().await;
    sandbox.shutdown().await;
    Ok(())
}

fn introduce(out: &mut impl Write, sandbox: &Sandbox) -> io::Result<()> {
    match sandbox.state_load() {
        StateLoad::Fresh => {}
        StateLoad::Restored => writeln!(out, "state          restored")?,
        StateLoad::Damaged { moved_to } => {
            writeln!(out, "state          damaged, starting fresh; the old file is {}", moved_to.display())?;
        }
    }
    writeln!(out, "authorization  {}", sandbox.authorization_url())?;
    writeln!(out, "api            {}", sandbox.api_url())?;
    writeln!(out, "control        {}", sandbox.control_url())?;
    writeln!(out, "client id      {}", stock::CLIENT_ID)?;
    writeln!(out, "client secret  {}", stock::CLIENT_SECRET)?;
    writeln!(out, "callback       {}", stock::DEEP_LINK_CALLBACK)?;
    writeln!(out, "callback       {}", stock::LOOPBACK_CALLBACK)?;
    writeln!(
        out,
        "use            send {}authorize?audience=api.atlassian.com&… to a browser",
        sandbox.authorization_url()
    )?;
    writeln!(out, "stop           Ctrl-C")?;
    out.flush()
}
