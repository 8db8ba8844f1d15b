import type { App } from "../../state/app.svelte";
import { focusHeading, type Section } from "../../state/navigation.svelte";

/** The sections in the order of their numbers. */
export const SECTIONS: readonly Section[] = [
  "accounts",
  "scopes",
  "inspect",
  "diagnose",
  "registrations",
  "provider",
];

/** The window's own keys; fields and lists have handled theirs before. */
export function handleKey(event: KeyboardEvent, app: App): void {
  if (event.defaultPrevented) return;
  if (isLock(event)) {
    event.preventDefault();
    if (app.lockable) void app.lock.run();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (pressed(event, app)) event.preventDefault();
}

function pressed(event: KeyboardEvent, app: App): boolean {
  if (event.key === "F6") return nextPane(event.shiftKey);
  if (event.ctrlKey || event.metaKey) return !event.altKey && !event.shiftKey && withControl(event, app);
  if (event.key === "Escape") return leaveField(event.target) || leave(app);
  if (isTyping(event.target)) return false;
  if (event.key === "/") return focusFilter();
  if (event.key === "?") {
    app.overlay = "keyboard";
    return true;
  }
  return false;
}

/** Locking is for when somebody comes near: it works over an open dialog too. */
function isLock(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "l";
}

function withControl(event: KeyboardEvent, app: App): boolean {
  const section = SECTIONS[Number(event.key) - 1];
  if (section) {
    app.navigation.goTo(section);
    void focusHeading();
    return true;
  }
  if (event.key === "k") {
    app.overlay = "palette";
    return true;
  }
  if (event.key === "n") {
    app.navigation.openForm();
    return true;
  }
  return event.key === "c" && copyToken(event, app);
}

function copyToken(event: KeyboardEvent, app: App): boolean {
  const { section, accounts } = app.navigation;
  if (section !== "accounts" || accounts.kind !== "account" || isTyping(event.target)) return false;
  if (document.getSelection()?.isCollapsed === false) return false;
  void app.copyToken(accounts.id, "raw");
  return true;
}

/** Escape in a form's field leaves the field only: what was typed stays. */
function leaveField(target: EventTarget | null): boolean {
  if (!isTyping(target) || !target.closest("form")) return false;
  target.blur();
  return true;
}

function leave(app: App): boolean {
  const { section } = app.navigation;
  if (section === "settings" || section === "provider") return false;
  app.leave();
  return true;
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>("main [data-filter]");
  filter?.focus();
  return filter !== null;
}

/** Moves between the panes: sections, list, detail. */
function nextPane(backwards: boolean): boolean {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + (backwards ? panes.length - 1 : 1)) % panes.length];
  const inside = next?.querySelector<HTMLElement>(
    'h1[tabindex="-1"], [aria-current], [tabindex="0"], button, input',
  );
  inside?.focus();
  return inside !== undefined;
}

function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
