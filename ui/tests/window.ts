import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { answer, world, type Call, type World } from "../preview/backend";
import App from "../src/App.svelte";

/** Opens the whole window over a mocked backend. */
export function openWindow(overrides: Partial<World> = {}) {
  const state = world(overrides);
  const backend = answer(state);
  const view = render(App);
  const user = userEvent.setup();
  const made = (command: string): Call[] => backend.calls.filter((call) => call.command === command);
  return { ...backend, ...view, state, user, made };
}

/** Opens the account whose row begins with that name. */
export async function openAccount(
  user: ReturnType<typeof userEvent.setup>,
  name = /^Mira Okafor/,
): Promise<void> {
  const [row] = await screen.findAllByRole("option", { name });
  if (row) await user.click(row);
  await screen.findByRole("heading", { level: 1, name });
}

/** Opens the registration whose row begins with that name. */
export async function openRegistration(name: RegExp, overrides: Partial<World> = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}5{/Control}");
  await opened.user.click(await screen.findByRole("option", { name }));
  await screen.findByRole("heading", { level: 1, name });
  return opened;
}

/** Opens the form of a registration that is being added. */
export async function addRegistration(overrides: Partial<World> = {}) {
  const opened = openWindow({ accounts: [], registrations: [], ...overrides });
  await opened.user.click(await screen.findByRole("button", { name: "Add a registration" }));
  await screen.findByRole("heading", { level: 1, name: "Add a registration" });
  return opened;
}

/** Fails with axe's own words when the window has a fault; colours need a real engine and are left out. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(faults).toEqual([]);
}
