import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { DEEP_LINK, LOOPBACK } from "../preview/fixtures";
import { callbackFact } from "../src/words/callback-checks";
import { addRegistration, expectAccessible, openRegistration } from "./window";

const PAYMENTS = /^Payments tooling/;

describe("exporting a registration", () => {
  async function openExport(overrides: Parameters<typeof openRegistration>[1] = {}) {
    const opened = await openRegistration(PAYMENTS, overrides);
    await opened.user.click(screen.getByRole("button", { name: "More" }));
    await opened.user.click(screen.getByRole("menuitem", { name: "Export…" }));
    return opened;
  }

  it("shows the text of the format that is chosen, and says that no secret is in it", async () => {
    const { user, made } = await openExport();
    const dialog = within(screen.getByRole("dialog", { name: "Export Payments tooling" }));
    expect((await dialog.findByLabelText<HTMLTextAreaElement>(/^app-config/)).value).toContain("appConfig");
    expect(dialog.getByText(/^No secret is in it/)).toBeTruthy();
    await user.selectOptions(dialog.getByLabelText("Format"), "dotenv");
    expect((await dialog.findByLabelText<HTMLTextAreaElement>(/env$/)).value).toContain("dotenv");
    expect(made("export_registration")).toHaveLength(2);
    await expectAccessible();
  });

  it("copies the text", async () => {
    const { user, made } = await openExport();
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    expect(made("copy_text")[0]?.args.text).toContain("clientId");
    expect(await screen.findByText("Copied")).toBeTruthy();
  });

  it("says why it failed", async () => {
    await openExport({
      failing: { export_registration: { code: "registrationNotFound", message: "", details: {} } },
    });
    expect((await screen.findByRole("alert")).textContent).toContain("no longer exists");
    expect(screen.queryByRole("button", { name: "Copy" })).toBeNull();
  });
});

describe("testing a callback", () => {
  it("that works shows what was found", async () => {
    const { user, made } = await openRegistration(PAYMENTS);
    await user.click(screen.getByRole("button", { name: `Test this callback: ${LOOPBACK}` }));
    const facts = within(await screen.findByRole("list", { name: `What the test of ${LOOPBACK} found` }));
    expect(facts.getByText("A request to localhost reaches Trilo")).toBeTruthy();
    expect(facts.getByText("A request to [::1] does not reach Trilo")).toBeTruthy();
    expect(screen.getByText(/^It works here/)).toBeTruthy();
    expect(made("check_callback")[0]?.args.form).toEqual({
      registration: "reg-payments",
      callbackUrl: LOOPBACK,
    });
    await expectAccessible();
  });

  it("that does not work says what to do", async () => {
    const { user } = await openRegistration(PAYMENTS);
    await user.click(screen.getByRole("button", { name: `Test this callback: ${DEEP_LINK}` }));
    expect((await screen.findByRole("alert")).textContent).toContain("Let Trilo open its links");
    expect(screen.getByText("other-app.desktop opens Trilo’s links instead")).toBeTruthy();
  });

  it("is offered only for what is saved", async () => {
    const { user } = await openRegistration(/^Backstage/);
    expect(screen.getAllByRole("button", { name: /^Test this callback/ })).toHaveLength(1);
    await user.type(screen.getByRole("textbox", { name: "Callback URL" }), "x");
    expect(screen.queryByRole("button", { name: /^Test this callback/ })).toBeNull();
  });

  it.each([
    ["listening", "7007", "Trilo can listen at 7007", "Trilo cannot listen on port 7007"],
    ["reached", "::1", "A request to ::1 reaches Trilo", "A request to ::1 does not reach Trilo"],
    ["handler", "x.desktop", "x.desktop opens Trilo’s links", "x.desktop opens Trilo’s links instead"],
    ["handler", "", "Trilo opens its links", "No program opens Trilo’s links"],
    ["opened", "", "The system took a link to open", "The system could not open a link"],
    ["cameBack", "", "The link came back to this Trilo", "The link did not come back within ten seconds"],
    [
      "pasted",
      "",
      "Nothing has to reach Trilo: you copy the address out of the browser",
      "The address cannot be pasted",
    ],
  ] as const)("%s %s has words for either outcome", (kind, value, works, fails) => {
    expect(callbackFact({ kind, value, ok: true })).toBe(works);
    expect(callbackFact({ kind, value, ok: false })).toBe(fails);
  });
});

describe("the console’s authorization URL", () => {
  async function paste(overrides: Parameters<typeof addRegistration>[0] = {}) {
    const opened = await addRegistration(overrides);
    const { user } = opened;
    await user.click(screen.getByRole("button", { name: "Fill from the console’s authorization URL" }));
    await user.type(screen.getByLabelText("Authorization URL of the app"), "https://auth.atlassian.com/a");
    await user.click(screen.getByRole("button", { name: "Fill in" }));
    return opened;
  }

  it("fills client id, callback and scopes, and says what to look at", async () => {
    const { user } = await paste();
    const filled = /^Filled in: client id, callback URL, 4 scopes/;
    expect(await screen.findByText(filled, { selector: "p" })).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Client id").value).toBe("Qm3rTz");
    const callbacks = screen.getAllByRole<HTMLInputElement>("textbox", { name: /^Callback URL/ });
    expect(callbacks.map((field) => field.value)).toEqual(["http://localhost:7007/api/auth/atlassian/"]);
    const findings = within(screen.getByRole("list", { name: "What to look at in the URL" }));
    expect(findings.getByText("The URL has no PKCE challenge by S256")).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "email" }).checked).toBe(true);
    await user.click(findings.getByRole("button", { name: "Remove email" }));
    // It stays in its place, so that nothing jumps.
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "email" }).checked).toBe(false);
    await expectAccessible();
  });

  it("that cannot be read is marked at its field", async () => {
    await paste({
      failing: {
        read_authorization_url: {
          code: "registrationInvalid",
          message: "",
          details: { field: "authorizationUrl", problem: "unknownScheme" },
        },
      },
    });
    expect(await screen.findByText("That is not a web address.")).toBeTruthy();
    expect(screen.getByLabelText("Authorization URL of the app").getAttribute("aria-invalid")).toBe("true");
  });

  it("is offered only while a registration is added", async () => {
    await openRegistration(PAYMENTS);
    expect(screen.queryByRole("button", { name: "Fill from the console’s authorization URL" })).toBeNull();
  });
});

describe("a shared registration", () => {
  async function paste(overrides: Parameters<typeof addRegistration>[0] = {}) {
    const opened = await addRegistration(overrides);
    await opened.user.click(screen.getByRole("button", { name: "Fill from a shared registration" }));
    await opened.user.type(screen.getByLabelText("Shared text or link"), "trilo://registration?x");
    await opened.user.click(screen.getByRole("button", { name: "Fill in from what was shared" }));
    return opened;
  }

  it("fills the form and adds nothing by itself", async () => {
    const { made } = await paste();
    expect(await screen.findByText(/not saved yet/, { selector: "p" })).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Release notes");
    expect(screen.getByLabelText<HTMLInputElement>("API URL").value).toBe("https://api.example.com");
    expect(screen.getAllByRole("textbox", { name: /^Callback URL/ })).toHaveLength(2);
    expect(made("add_registration")).toHaveLength(0);
    await expectAccessible();
  });

  it("that is none is said", async () => {
    await paste({
      failing: {
        read_shared_registration: { code: "sharedRegistrationUnreadable", message: "", details: {} },
      },
    });
    expect((await screen.findByRole("alert")).textContent).toContain("This is no shared registration");
  });
});
