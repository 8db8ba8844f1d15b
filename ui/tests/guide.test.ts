import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { account, registrations, signIn, summary } from "../preview/fixtures";
import type { RegistrationForm, RegistrationView } from "../src/backend/bindings";
import { apisBesides } from "../src/words/console-apis";
import { GUIDE_WORDS } from "../src/words/console-steps";
import { expectAccessible, openRegistration, openWindow } from "./window";

const PAYMENTS = /^Payments tooling/;

function payments(change: Partial<RegistrationView>): RegistrationView[] {
  return registrations().map((one) => (one.id === "reg-payments" ? { ...one, ...change } : one));
}

function step(title: string) {
  return screen.getByRole<HTMLInputElement>("checkbox", { name: new RegExp(`^\\d\\. ${title}`) });
}

/** Opens the guided set-up on the first run. */
async function begin(overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow({ accounts: [], registrations: [], ...overrides });
  await opened.user.click(await screen.findByRole("button", { name: "Set up with me" }));
  await screen.findByRole("heading", { level: 1, name: "Set up a registration" });
  return opened;
}

describe("the steps of the set-up beside a registration", () => {
  it("can be checked off, and are kept", async () => {
    const { user, made } = await openRegistration(PAYMENTS, {
      registrations: payments({ accounts: 0, consoleSteps: ["create"] }),
      accounts: [summary({ registration: "reg-backstage" })],
    });
    expect(screen.getByText("2 of 8 done", { selector: "header span" })).toBeTruthy();
    expect(step("Create an OAuth").checked).toBe(true);
    await user.click(step("Turn sharing on"));
    expect(made("check_off_console_steps")[0]?.args.form).toEqual({
      registration: "reg-payments",
      steps: ["create", "distribution"],
    });
    expect(await screen.findByText("3 of 8 done", { selector: "header span" })).toBeTruthy();
    await user.click(step("Create an OAuth"));
    expect(await screen.findByText("2 of 8 done", { selector: "header span" })).toBeTruthy();
  });

  it("check themselves off by what a sign-in showed, and say so", async () => {
    const [mira] = registrations();
    await openRegistration(PAYMENTS, {
      details: { "acc-mira": account({ granted: mira?.scopes ?? [] }) },
    });
    for (const title of ["Create an OAuth", "Add the APIs", "Know how refresh", "Copy client id", "Sign in"])
      expect(
        (await screen.findByRole<HTMLInputElement>("checkbox", { name: new RegExp(title) })).checked,
      ).toBe(true);
    expect(step("Create an OAuth").disabled).toBe(true);
    expect(screen.getByText("Trilo saw it: a refresh token came.")).toBeTruthy();
    expect(step("Turn sharing on").checked).toBe(false);
  });

  it("tell why, what one meets without, and which APIs the scopes need", async () => {
    const { user } = await openRegistration(PAYMENTS);
    const how = screen.getByRole("button", { name: "How: Add the APIs of your scopes" });
    how.focus();
    await user.keyboard("{Enter}");
    expect(how.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByText(/^Without it: “This app has requested scopes/)).toBeTruthy();
    expect(screen.getAllByRole("term").map((term) => term.textContent)).toEqual([
      "User identity API",
      "Jira API",
      "Confluence API",
    ]);
    expect(screen.getByText(/View user profile, always/)).toBeTruthy();
    expect(screen.getByText(/^Not needed for these scopes: .*Personal data reporting API/)).toBeTruthy();
    await expectAccessible();
  });

  it("give the callback URL to copy, and open the console", async () => {
    const { user, made } = await openRegistration(PAYMENTS);
    await user.click(screen.getByRole("button", { name: "How: Set the callback URL" }));
    await user.click(screen.getByRole("button", { name: "Copy http://localhost:7007/api/auth/atlassian" }));
    expect(made("copy_text")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "How: Create an OAuth 2.0 integration" }));
    await user.click(screen.getByRole("button", { name: "Open the developer console" }));
    expect(made("open_page")[0]?.args).toEqual({ page: "developerConsole" });
  });

  it("say of the government cloud that its console is another", async () => {
    const { user } = await openRegistration(PAYMENTS, {
      registrations: payments({ cloud: { kind: "government" } }),
    });
    await user.click(screen.getByRole("button", { name: "How: Create an OAuth 2.0 integration" }));
    expect(screen.getByText(/developer console of its own/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Open the developer console" })).toBeNull();
    expect(screen.getByText(/production · Atlassian Government Cloud/)).toBeTruthy();
    expect(screen.getByRole("option", { name: /Payments tooling.*government/ })).toBeTruthy();
  });

  it("a failure to keep a step is told, and the step stays as it was", async () => {
    const { user } = await openRegistration(PAYMENTS, {
      failing: { check_off_console_steps: { code: "vaultUnavailable", message: "", details: {} } },
    });
    await user.click(step("Turn sharing on"));
    expect(step("Turn sharing on").checked).toBe(false);
    expect(screen.getAllByText(/vault/i).length).toBeGreaterThan(0);
  });
});

describe("the guided set-up", () => {
  it("is gone through by the keyboard, step by step", async () => {
    const { user } = await begin();
    const next = async () => {
      screen.getByRole("button", { name: /next step$/i }).focus();
      await user.keyboard("{Enter}");
    };
    await user.type(screen.getByLabelText("Name"), "Payments tooling");
    await next();
    expect(document.activeElement).toBe(
      screen.getByRole("button", { name: "How: Add the APIs of your scopes" }),
    );
    await user.click(screen.getByRole("checkbox", { name: "read:jira-work" }));
    for (let count = 0; count < 4; count++) await next();
    expect(screen.getByText("5 of 8 done", { selector: "p" })).toBeTruthy();
    expect(screen.getByLabelText("Client id")).toBeTruthy();
  });

  it("saves what was checked off with the registration, and tests the callback", async () => {
    const { user, made } = await begin();
    await user.type(screen.getByLabelText("Name"), "Payments tooling");
    await user.click(screen.getByRole("button", { name: "Done, next step" }));
    await user.click(screen.getByRole("button", { name: "How: Copy client id and secret" }));
    await user.type(screen.getByLabelText("Client id"), "abc");
    await user.type(screen.getByLabelText("Client secret"), "s3cret");
    await user.click(screen.getByRole("button", { name: "Save, next step" }));
    const form = made("add_registration")[0]?.args.form as RegistrationForm;
    expect(form).toMatchObject({ name: "Payments tooling", clientId: "abc", clientSecret: "s3cret" });
    expect(made("check_off_console_steps")[0]?.args.form).toMatchObject({ steps: ["create"] });
    expect(await screen.findByRole("heading", { level: 1, name: "Set up Payments tooling" })).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: /^Test this callback/ }));
    expect(await screen.findByText("Trilo saw it: a test passed.")).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Next step" }));
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByLabelText<HTMLSelectElement>("Registration")).value).toBe("reg-0");
  });

  it("goes to the step whose field is wrong", async () => {
    const { user } = await begin({
      failing: {
        add_registration: {
          code: "registrationInvalid",
          message: "",
          details: { field: "name", problem: "empty" },
        },
      },
    });
    await user.click(screen.getByRole("button", { name: "How: Copy client id and secret" }));
    await user.click(screen.getByRole("button", { name: "Save, next step" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Name"));
    expect(screen.getByText("The name is empty.")).toBeTruthy();
  });

  it("fills client id, callback and scopes from the console’s authorization URL", async () => {
    const { user } = await begin();
    await user.click(screen.getByRole("button", { name: "How: Set the callback URL" }));
    await user.click(screen.getByRole("button", { name: "Fill from the console’s authorization URL" }));
    await user.type(screen.getByLabelText("Authorization URL of the app"), "https://auth.atlassian.com/x");
    await user.click(screen.getByRole("button", { name: "Fill in" }));
    await user.click(screen.getByRole("button", { name: "How: Copy client id and secret" }));
    expect(screen.getByLabelText<HTMLInputElement>("Client id").value).not.toBe("");
  });

  it("keeps what was typed when it becomes a form, and asks before it is lost", async () => {
    const { user } = await begin();
    await user.type(screen.getByLabelText("Name"), "Payments tooling");
    await user.click(screen.getByRole("button", { name: "Show as a form" }));
    expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("Payments tooling");
    await user.keyboard("{Escape}{Escape}");
    expect(await screen.findByRole("dialog", { name: "Discard what is not saved?" })).toBeTruthy();
  });

  it("is there beside Add", async () => {
    const { user } = await openRegistration(PAYMENTS);
    await user.click(screen.getByRole("button", { name: "Other ways to add" }));
    await user.click(screen.getByRole("menuitem", { name: "Set up with me" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Set up a registration" })).toBeTruthy();
  });
});

describe("the console’s APIs", () => {
  it("that are not needed are told apart", () => {
    const besides = apisBesides([{ api: "Jira API", scopes: ["read:jira-work"] }]);
    expect(besides).toContain("Personal data reporting API");
    expect(besides).not.toContain("Jira API");
  });

  it.each(Object.entries(GUIDE_WORDS))("%s says how, why and what happens without", (_, words) => {
    expect(words.title).toMatch(/^[A-Z].*[^.]$/);
    for (const sentence of [...words.how, words.why]) expect(sentence).toMatch(/[.:]$/);
    expect(words.without).toMatch(/^\S.*[^.]$/);
  });
});

describe("the order of the registrations", () => {
  it("changes with Alt and the arrows, is announced, and the keyboard goes along", async () => {
    const { user, made } = await openRegistration(PAYMENTS);
    screen.getByRole("option", { name: PAYMENTS }).focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(made("move_registration")[0]?.args.form).toMatchObject({ registration: "reg-payments" });
    expect(await screen.findByText(/Payments tooling is moved down, 2 of/)).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("option", { name: PAYMENTS }));
    await user.keyboard("{Alt>}{ArrowUp}{ArrowUp}{/Alt}");
    expect(await screen.findByText("Payments tooling is first already")).toBeTruthy();
  });
});

describe("deleting", () => {
  it("says that a sign-in which waits is cancelled", async () => {
    const { user } = await openRegistration(PAYMENTS, {
      signIns: [signIn({ registration: "reg-payments" })],
    });
    await user.click(screen.getByRole("button", { name: "Delete…" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/waits for the browser, and is cancelled/)).toBeTruthy();
    expect(dialog.getByText(/client secret and callback URLs go as well/)).toBeTruthy();
  });
});
