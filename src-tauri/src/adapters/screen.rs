//! What the system tells of the person leaving: the screen locks, the computer goes to sleep and wakes up.

use tokio::sync::mpsc;

/// A change that the system told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The screen was locked.
    ScreenLocked,
    /// The computer is about to sleep.
    Sleeping,
    /// The computer woke up.
    Woke,
}

/// Listens for as long as the receiver lives. A system that tells nothing is no error: there is nothing to hear then.
#[cfg(target_os = "linux")]
pub fn listen() -> mpsc::Receiver<Presence> {
    let (sender, receiver) = mpsc::channel(8);
    for (service, interface) in linux::SCREEN_SAVERS {
        let sender = sender.clone();
        tauri::async_runtime::spawn(async move {
            let _ = linux::hear_screen_saver(service, interface, sender).await;
        });
    }
    tauri::async_runtime::spawn(async move {
        let _ = linux::hear_login_manager(sender).await;
    });
    receiver
}

/// Hears nothing: on this system Trilo notices sleep by its clock, and locks after idle time only.
#[cfg(not(target_os = "linux"))]
pub fn listen() -> mpsc::Receiver<Presence> {
    mpsc::channel(1).1
}

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt;
    use tokio::sync::mpsc::Sender;
    use zbus::names::{InterfaceName, MemberName};
    use zbus::{Connection, MatchRule, MessageStream};

    use super::Presence;

    /// The desktops' own screen locks, by the path of their object and their interface.
    pub(super) const SCREEN_SAVERS: [(&str, &str); 2] = [
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ];
    const LOGIN_MANAGER: &str = "org.freedesktop.login1.Manager";
    const LOGIN_SESSION: &str = "org.freedesktop.login1.Session";

    pub(super) async fn hear_screen_saver(path: &str, interface: &str, sender: Sender<Presence>) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .path(path)?
            .interface(interface)?
            .member("ActiveChanged")?
            .build();
        let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
        while let Some(signal) = signals.next().await {
            // A message that cannot be read is not the last one.
            let Ok(signal) = signal else { continue };
            if signal.body().deserialize::<bool>().unwrap_or(false)
                && sender.send(Presence::ScreenLocked).await.is_err()
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// systemd's login manager (org.freedesktop.login1): sleep, and the lock of a session that has no desktop's lock.
    pub(super) async fn hear_login_manager(sender: Sender<Presence>) -> zbus::Result<()> {
        let bus = Connection::system().await?;
        let rule = MatchRule::builder().msg_type(zbus::message::Type::Signal).sender("org.freedesktop.login1")?.build();
        let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
        while let Some(signal) = signals.next().await {
            let Ok(signal) = signal else { continue };
            let header = signal.header();
            let (interface, member) = (header.interface(), header.member());
            let presence = match (interface.map(InterfaceName::as_str), member.map(MemberName::as_str)) {
                (Some(LOGIN_MANAGER), Some("PrepareForSleep")) => match signal.body().deserialize::<bool>() {
                    Ok(true) => Presence::Sleeping,
                    Ok(false) => Presence::Woke,
                    Err(_) => continue,
                },
                (Some(LOGIN_SESSION), Some("Lock")) => Presence::ScreenLocked,
                _ => continue,
            };
            if sender.send(presence).await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }
}
