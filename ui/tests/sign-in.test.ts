import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { failedSignIn, LOOPBACK, signIn, summary } from "../preview/fixtures";
import { openWindow } from "./window";

async function openForm() {
  const opened = openWindow();
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}n{/Control}");
  await screen.findByRole("heading", { level: 1, name: "Sign in" });
  return opened;
}

describe("the sign-in form", () => {
  it("begins with the registration’s choices and the two scopes that always go along", async () => {
    await openForm();
    expect(screen.getByLabelText<HTMLSelectElement>("Registration").value).toBe("reg-payments");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Loopback" }).checked).toBe(true);
    for (const name of ["offline_access", "read:me"]) {
      const box = screen.getByRole<HTMLInputElement>("checkbox", { name });
      expect([box.checked, box.disabled]).toEqual([true, true]);
    }
    expect(screen.getByRole("button", { name: "Sign in with 7 scopes" })).toBeTruthy();
  });

  it("sends what was chosen", async () => {
    const { user, made } = await openForm();
    await user.click(screen.getByRole("radio", { name: "Deep link" }));
    await user.click(screen.getByRole("checkbox", { name: "write:jira-work" }));
    await user.click(screen.getByRole("button", { name: "Sign in with 6 scopes" }));
    const form = made("start_sign_in")[0]?.args.form as { callbackUrl: string; scopes: string[] };
    expect(form.callbackUrl).toBe("trilo://oauth/callback");
    expect(form.scopes).toContain("offline_access");
    expect(form.scopes).not.toContain("write:jira-work");
    expect(await screen.findByText("Waiting for you to accept in the browser")).toBeTruthy();
  });

  it("shows the address decoded and raw, and follows the choice", async () => {
    const { user } = await openForm();
    await user.click(screen.getByRole("button", { name: "Authorize URL" }));
    expect(await screen.findByText("redirect_uri")).toBeTruthy();
    expect(screen.getAllByText(LOOPBACK).length).toBeGreaterThan(1);
    await user.click(screen.getByRole("checkbox", { name: "manage:jira-webhook" }));
    expect(await screen.findByText(/manage:jira-webhook$/, { selector: "dd" })).toBeTruthy();
  });

  it("keeps what was chosen when it is asked for again", async () => {
    const { user } = await openForm();
    await user.click(screen.getByRole("checkbox", { name: "manage:jira-webhook" }));
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(screen.getByRole("button", { name: "Sign in with 8 scopes" })).toBeTruthy();
  });

  it("keeps what was chosen on a trip to another section", async () => {
    const { user } = await openForm();
    await user.click(screen.getByRole("checkbox", { name: "manage:jira-webhook" }));
    await user.keyboard("{Control>}4{/Control}{Control>}1{/Control}");
    expect(await screen.findByRole("button", { name: "Sign in with 8 scopes" })).toBeTruthy();
  });

  it("says that the chosen registration is gone, and takes no other by itself", async () => {
    const { user, state, emit } = await openForm();
    await user.selectOptions(screen.getByLabelText("Registration"), "reg-backstage");
    state.registrations = state.registrations.filter((one) => one.id !== "reg-backstage");
    await emit("accounts-changed", null);
    expect(await screen.findByText("The registration of this sign-in is no longer there.")).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Sign in with/ }).disabled).toBe(true);
    await user.selectOptions(screen.getByLabelText("Registration"), "reg-payments");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Sign in with/ }).disabled).toBe(false);
  });

  it("filters scopes without losing what is chosen", async () => {
    const { user } = await openForm();
    await user.type(screen.getByRole("searchbox", { name: "Find scopes" }), "webhook");
    expect(await screen.findByRole("checkbox", { name: "manage:jira-webhook" })).toBeTruthy();
    await waitFor(() => {
      expect(screen.queryByRole("checkbox", { name: "read:jira-work" })).toBeNull();
    });
    expect(screen.getByRole("button", { name: "Sign in with 7 scopes" })).toBeTruthy();
  });

  it("says in place why it did not begin", async () => {
    const { user } = openWindow({
      failing: {
        start_sign_in: { code: "portBusy", message: "", details: { port: "7007", process: "node" } },
      },
    });
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}n{/Control}");
    await user.click(await screen.findByRole("button", { name: /^Sign in with/ }));
    expect((await screen.findByRole("alert")).textContent).toContain("Port 7007 is in use");
  });
});

describe("a sign-in that waits", () => {
  async function wait(overrides: Parameters<typeof openWindow>[0] = {}) {
    const opened = openWindow({ signIns: [signIn()], ...overrides });
    await opened.user.click(await screen.findByRole("option", { name: /^Signing in…/ }));
    return opened;
  }

  it("shows its steps with facts and what is left", async () => {
    await wait();
    expect(screen.getByText("Secret Service, 7 ms")).toBeTruthy();
    expect(screen.getByText("127.0.0.1:7007 and [::1]:7007")).toBeTruthy();
    expect(screen.getByText(/^4 min 1\d s left$/)).toBeTruthy();
  });

  it("can open the browser again, copy the address and cancel", async () => {
    const { user, made } = await wait();
    await user.click(screen.getByRole("button", { name: "Open the browser again" }));
    await user.click(screen.getByRole("button", { name: "Copy the address" }));
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(made("open_browser_again")).toHaveLength(1);
    expect(made("copy_authorization_url")).toHaveLength(1);
    expect(await screen.findByRole("heading", { name: "You cancelled this sign-in" })).toBeTruthy();
    expect(await screen.findByText("You cancelled this sign-in: Payments tooling")).toBeTruthy();
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: "Sign in" }));
    });
    await user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => {
      expect(document.activeElement).toBe(
        screen.getByRole("heading", { level: 1, name: "No account chosen" }),
      );
    });
  });

  it("takes a pasted address, and says in place what is wrong with it", async () => {
    const { user, made, state } = await wait({
      failing: { paste_callback: { code: "callbackUnreadable", message: "", details: {} } },
    });
    const box = screen.getByRole("textbox", { name: "Address from the browser" });
    await user.type(box, "hello");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect((await screen.findByRole("alert")).textContent).toContain("That is not an address");
    state.failing = {};
    await user.clear(box);
    await user.type(box, "http://localhost:7007/?code=1");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(made("paste_callback").at(-1)?.args).toEqual({
      signIn: "sign-in-1",
      text: "http://localhost:7007/?code=1",
    });
    await waitFor(() => {
      expect((box as HTMLInputElement).value).toBe("");
    });
  });

  it("explains what the browser shows, and who acts", async () => {
    const { user } = await wait();
    await user.click(screen.getByRole("button", { name: /redirect_uri is not registered/ }));
    expect(screen.getByText(/Copy the callback URL/).textContent).toMatch(/^App owner:/);
  });

  it("goes to the account when it is done, and says so", async () => {
    const { emit, state, made } = await wait();
    state.accounts = [...state.accounts, summary({ id: "acc-new", name: "Noor Haddad" })];
    await emit("sign-in-changed", signIn({ state: "done", account: "acc-new" }));
    const heading = await screen.findByRole("heading", { level: 1, name: "Noor Haddad" });
    await waitFor(() => {
      expect(document.activeElement?.textContent).toBe(heading.textContent);
    });
    expect(await screen.findByText("Signed in as Noor Haddad")).toBeTruthy();
    expect(made("dismiss_sign_in")).toHaveLength(1);
  });
});

describe("a sign-in that ended", () => {
  it.each([
    ["denied", "You pressed Cancel on Atlassian’s page"],
    ["timedOut", "No answer came back in time"],
    ["cancelled", "You cancelled this sign-in"],
  ] as const)(
    "%s is told as an outcome and can be tried again with the same choices",
    async (state, title) => {
      const { user, made } = openWindow({ signIns: [signIn({ state })] });
      const [row] = await screen.findAllByRole("option");
      if (row) await user.click(row);
      expect(await screen.findByRole("heading", { name: title })).toBeTruthy();
      await user.click(screen.getByRole("button", { name: "Try again" }));
      expect(await screen.findByRole("button", { name: "Sign in with 5 scopes" })).toBeTruthy();
      expect(made("dismiss_sign_in")).toHaveLength(1);
    },
  );

  it("failed is told in three parts", async () => {
    const { user } = openWindow({ signIns: [failedSignIn()] });
    const [row] = await screen.findAllByRole("option");
    if (row) await user.click(row);
    const card = within(
      (await screen.findByText("Atlassian did not accept the client id or secret")).parentElement ??
        document.body,
    );
    expect(card.getByText(/secret is missing, mistyped/)).toBeTruthy();
    expect(card.getByText("401 access_denied: Unauthorized")).toBeTruthy();
    expect(card.getByText("You:")).toBeTruthy();
  });
});
