//! Whether the callbacks' ports are free at both loopback addresses.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::net::TcpListener;

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::registration::{CallbackUrl, WayBack};

pub(super) async fn check(core: &Core) -> Vec<CheckFinding> {
    let mut ports: BTreeSet<u16> = core
        .registrations()
        .unwrap_or_default()
        .iter()
        .flat_map(|registration| &registration.callbacks)
        .filter_map(port_of)
        .collect();
    if ports.is_empty() {
        ports.extend(CallbackUrl::parse(CallbackUrl::LOOPBACK).iter().filter_map(port_of));
    }
    let mut findings = Vec::new();
    for port in ports {
        for address in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
            findings.push(free(address, port).await);
        }
    }
    findings
}

fn port_of(callback: &CallbackUrl) -> Option<u16> {
    match callback.way_back() {
        WayBack::Loopback { port } => Some(port),
        WayBack::DeepLink | WayBack::Paste => None,
    }
}

async fn free(address: IpAddr, port: u16) -> CheckFinding {
    let subject = std::net::SocketAddr::from((address, port)).to_string();
    match TcpListener::bind((address, port)).await {
        Ok(_) => CheckKind::CallbackPort.about(subject, CheckState::Ok, "it is free"),
        // A machine without IPv6 answers at the other address.
        Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {
            CheckKind::CallbackPort.about(subject, CheckState::Skipped, error.to_string())
        }
        Err(error) => CheckKind::CallbackPort.about(subject, CheckState::Warning, error.to_string()),
    }
}
