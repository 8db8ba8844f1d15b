import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import {
  account,
  failingAccount,
  markedAccount,
  markedSummaries,
  PICTURE,
  summary,
  troubledAccount,
} from "../preview/fixtures";
import { openAccount, openWindow } from "./window";

async function choose(user: ReturnType<typeof openWindow>["user"], name: string) {
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(screen.getByRole("menuitem", { name }));
}

describe("label, colour and default", () => {
  it("are said as text in the list, and found by the filter", async () => {
    const { user } = openWindow({ accounts: markedSummaries() });
    expect(
      await screen.findByRole("option", { name: /Mira Okafor\s*Default for Payments tooling\s*Admin/ }),
    ).toBeTruthy();
    expect(screen.getByRole("option", { name: /Svc Release Notes\s*Teal/ })).toBeTruthy();
    await user.type(screen.getByRole("searchbox", { name: "Filter accounts" }), "admin");
    expect(screen.getAllByRole("option")).toHaveLength(1);
  });

  it("are given in a dialog", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await choose(user, "Label and colour…");
    const dialog = within(screen.getByRole("dialog", { name: "Label and colour" }));
    await user.click(dialog.getByRole("radio", { name: "Teal" }));
    await user.type(dialog.getByLabelText("Label"), " Read only {Enter}");
    expect(made("mark_account")[0]?.args.form).toEqual({
      account: "acc-mira",
      label: "Read only",
      colour: "teal",
    });
    expect(await screen.findByRole("option", { name: /Mira Okafor\s*Read only/ })).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("a label that is too long is said in place and not sent", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await choose(user, "Label and colour…");
    await user.type(screen.getByLabelText("Label"), `${"x".repeat(62)}{Enter}`);
    expect(screen.getByText("2 too many. A label has at most 60 characters.")).toBeTruthy();
    expect(made("mark_account")).toHaveLength(0);
  });

  it("an account is made the default of its registration, and no longer", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await choose(user, "Make default for Payments tooling");
    await screen.findByText("Default");
    await choose(user, "No longer default for Payments tooling");
    await waitFor(() => {
      expect(screen.queryByText("Default")).toBeNull();
    });
    expect(made("set_default_account").map((call) => call.args.form)).toEqual([
      { registration: "reg-payments", account: "acc-mira" },
      { registration: "reg-payments", account: null },
    ]);
  });
});

describe("avatars", () => {
  it("are asked for by the rows that are seen, at most 100 at a time", async () => {
    const accounts = Array.from({ length: 10_000 }, (_, at) =>
      summary({ id: `acc-${at}`, name: `Person ${at}`, hasAvatar: at % 2 === 0 }),
    );
    const { made } = openWindow({ accounts, avatars: { "acc-0": PICTURE } });
    await waitFor(() => {
      expect(document.querySelectorAll("[role=option] img")).toHaveLength(1);
    });
    const asked = made("account_avatars").map((call) => call.args.ids as string[]);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((ids) => ids.length <= 100)).toBe(true);
    expect(asked.flat().length).toBeLessThan(100);
    expect(asked.flat().every((id) => Number(id.slice(4)) % 2 === 0)).toBe(true);
  });

  it("that are known stay when they cannot be asked for again", async () => {
    const { state, emit, made } = openWindow({
      accounts: [summary({ id: "acc-0", hasAvatar: true })],
      avatars: { "acc-0": PICTURE },
    });
    const pictures = () => document.querySelectorAll("[role=option] img");
    await waitFor(() => {
      expect(pictures()).toHaveLength(1);
    });
    state.failing = { account_avatars: { code: "internal", message: "", details: {} } };
    state.accounts = state.accounts.map((one) => ({ ...one }));
    const asked = made("account_avatars").length;
    await emit("accounts-changed", null);
    await waitFor(() => {
      expect(made("account_avatars").length).toBeGreaterThan(asked);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pictures()).toHaveLength(1);
  });
});

describe("signing out", () => {
  it("says what happens here and what stays at Atlassian, before and after", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await choose(user, "Sign out…");
    const dialog = within(screen.getByRole("dialog", { name: "Sign out Mira Okafor?" }));
    expect(dialog.getByText("The grant stays at Atlassian")).toBeTruthy();
    expect(dialog.getByText(/documents no effect for these apps/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Open Atlassian’s connected apps" }));
    expect(made("open_page")[0]?.args).toEqual({ page: "connectedApps" });
    await user.click(dialog.getByRole("button", { name: "Sign out here" }));
    expect(made("sign_out")[0]?.args.form).toEqual({ account: "acc-mira", revoke: false });
    expect(await screen.findByRole("heading", { level: 1, name: "No account chosen" })).toBeTruthy();
    expect(screen.getByText(/The grant stays at Atlassian until you end it/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/is signed out on this computer/, { selector: "strong" })).toBeNull();
  });

  it.each([
    ["answered", /Atlassian answered the request to revoke/],
    ["failed", /the request to revoke the token did not succeed/],
  ] as const)("a request to revoke that %s is told", async (revocation, words) => {
    const { user, made } = openWindow({ revocation });
    await openAccount(user);
    await choose(user, "Sign out…");
    await user.click(screen.getByRole("checkbox", { name: "Also ask Atlassian to revoke the token" }));
    await user.click(screen.getByRole("button", { name: "Sign out here" }));
    expect(await screen.findByText(words)).toBeTruthy();
    expect(made("sign_out")[0]?.args.form).toEqual({ account: "acc-mira", revoke: true });
  });

  it("a failure leaves the account and says why", async () => {
    const { user } = openWindow({ failing: { sign_out: { code: "diskFull", message: "", details: {} } } });
    await openAccount(user);
    await choose(user, "Sign out…");
    await user.click(screen.getByRole("button", { name: "Sign out here" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
    expect(screen.getByRole("heading", { level: 1, name: "Mira Okafor" })).toBeTruthy();
  });
});

describe("the lifetime of an account", () => {
  const card = () => within(screen.getByRole("region", { name: "Lifetime" }));

  it("says when the token expires, is renewed, lapses, and how old the consent is", async () => {
    const { user } = openWindow();
    await openAccount(user);
    expect(card().getByText(/^expires in 42 minutes, /)).toBeTruthy();
    expect(card().getByText(/^Trilo renews it in 37 minutes, at \d\d:\d\d$/)).toBeTruthy();
    expect(card().getByText(/^idle since .*, lapses about \d+ \w+ \d{4}$/)).toBeTruthy();
    expect(card().getByText(/^52 days old, caution from .* \(365 days\)$/)).toBeTruthy();
  });

  it("tells a renewal that failed, why, and when it is tried again", async () => {
    const { user } = openWindow({ details: { "acc-mira": failingAccount() } });
    await openAccount(user);
    expect(
      card().getByText(/^The renewal .* failed: Nothing answers at auth\.atlassian\.com\.$/),
    ).toBeTruthy();
    expect(card().getByText(/Trilo tries again in 4 minutes/)).toBeTruthy();
    expect(card().getByText("370 days old, past 365 days")).toBeTruthy();
    expect(card().getByText(/Atlassian may refuse the next renewal/)).toBeTruthy();
  });

  it("says why it has to sign in again, since when, and what was interrupted before", async () => {
    const { user } = openWindow({ details: { "acc-mira": troubledAccount() } });
    await openAccount(user);
    expect(screen.getByText("The refresh token is no longer accepted.")).toBeTruthy();
    expect(screen.getByText(/^Since /)).toBeTruthy();
    expect(screen.getByText(/A renewal was interrupted .* and its answer was lost/).textContent).toContain(
      "ten minutes only",
    );
    expect(card().getByText("not renewed any more: sign in again")).toBeTruthy();
  });
});

describe("personal data", () => {
  it("is not spoken of where the grant lacks it", async () => {
    const { user } = openWindow({ details: { "acc-mira": account() } });
    await openAccount(user);
    expect(screen.queryByRole("region", { name: "Personal data" })).toBeNull();
  });

  it("is reported now, and the next report is told", async () => {
    const { user, made } = openWindow({ details: { "acc-mira": markedAccount() } });
    await openAccount(user);
    const card = within(screen.getByRole("region", { name: "Personal data" }));
    expect(card.getByText("Atlassian’s data is the same as here")).toBeTruthy();
    await user.click(card.getByRole("button", { name: "Report now" }));
    expect(await card.findByText(/^today /)).toBeTruthy();
    expect(made("report_personal_data")).toHaveLength(1);
  });

  it("that changed nothing is not said to be reported", async () => {
    const mira = markedAccount();
    const { user, made } = openWindow({ details: { "acc-mira": mira }, reporting: false });
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Report now" }));
    expect(await screen.findByText("Nothing was reported")).toBeTruthy();
    expect(made("report_personal_data")).toHaveLength(1);
    expect(screen.queryByText("Reported")).toBeNull();
  });

  it("of which nothing is stored cannot be reported, and that is said", async () => {
    const mira = markedAccount();
    const personalData = mira.personalData && { ...mira.personalData, dueAt: null };
    const { user } = openWindow({ details: { "acc-mira": { ...mira, personalData } } });
    await openAccount(user);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Report now" }).disabled).toBe(true);
    expect(screen.getByText(/Nothing personal of this account is stored/)).toBeTruthy();
  });

  it("a closed account is erased, and that is said", async () => {
    const mira = markedAccount();
    const { user, state } = openWindow({ details: { "acc-mira": mira } });
    await openAccount(user);
    state.details = {};
    state.accounts = state.accounts.slice(1);
    await user.click(screen.getByRole("button", { name: "Report now" }));
    expect(
      await screen.findByText("The Atlassian account of Mira Okafor is closed.", { selector: "strong" }),
    ).toBeTruthy();
    expect(screen.getByRole("heading", { level: 1, name: "No account chosen" })).toBeTruthy();
  });
});
