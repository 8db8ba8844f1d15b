use std::thread;

use zbus::blocking::Connection;

/// Tells everybody on the session bus that the screen was locked, as a desktop's lock does.
///
/// # Panics
///
/// When there is no session bus.
pub fn lock_screen() {
    let told = thread::spawn(|| {
        let bus = Connection::session()?;
        bus.emit_signal(None::<&str>, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", &(true,))
    });
    told.join().expect("the conversation comes to an end").expect("the signal is sent");
}
