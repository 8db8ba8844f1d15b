import { screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { registrations } from "../preview/fixtures";
import type { RegistrationForm, RegistrationView } from "../src/backend/bindings";
import { revealingClientSecret, REVEALED_FOR } from "../src/state/revealing.svelte";
import { FINDINGS, fixWords } from "../src/words/findings";
import { expectAccessible, openRegistration } from "./window";

const PAYMENTS = /^Payments tooling/;

async function choose(user: Awaited<ReturnType<typeof openRegistration>>["user"], name: string) {
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(screen.getByRole("menuitem", { name }));
}

function payments(change: Partial<RegistrationView>): RegistrationView[] {
  return registrations().map((one) => (one.id === "reg-payments" ? { ...one, ...change } : one));
}

describe("the client secret’s source", () => {
  it.each([
    ["environment", "Variable", { kind: "environment", variable: "SECRET" }],
    ["file", "Path of the file", { kind: "file", path: "SECRET" }],
    ["command", "Command line", { kind: "command", command: "SECRET" }],
  ])("%s asks for what it needs, and sends no secret along", async (kind, label, source) => {
    const { user, made } = await openRegistration(PAYMENTS);
    await user.type(screen.getByLabelText("Client secret"), "typed before");
    await user.selectOptions(screen.getByLabelText("Client secret from"), kind);
    expect(screen.queryByLabelText("Client secret")).toBeNull();
    await user.type(screen.getByLabelText(label), "SECRET");
    await user.click(screen.getByRole("button", { name: "Save" }));
    const form = made("update_registration")[0]?.args.form as RegistrationForm;
    expect(form.secretSource).toEqual(source);
    expect(form.clientSecret).toBeNull();
    await user.selectOptions(screen.getByLabelText("Client secret from"), "sealed");
    expect(screen.getByLabelText<HTMLInputElement>("Client secret").value).toBe("");
  });

  it("that is wrong is marked at its field", async () => {
    const { user } = await openRegistration(/^Backstage/, {
      failing: {
        update_registration: {
          code: "registrationInvalid",
          message: "",
          details: { field: "secretSource", problem: "malformed" },
        },
      },
    });
    await user.type(screen.getByLabelText("Variable"), "-");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByLabelText("Variable").getAttribute("aria-invalid")).toBe("true");
  });

  it("that a backup named can be confirmed by saving it as it is", async () => {
    const { user, made } = await openRegistration(PAYMENTS, {
      registrations: payments({
        secretSource: { kind: "file", path: "/x" },
        findings: [{ kind: "secretUnconfirmed", severity: "error", subject: "file", fix: null }],
      }),
    });
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(made("update_registration")).toHaveLength(1);
  });
});

describe("the findings", () => {
  it.each(Object.entries(FINDINGS))("%s says what is the matter and what to do", (_, { title, todo }) => {
    for (const subject of ["", "subject"]) expect(title(subject)).toMatch(/^\S.*[^.\s]$/);
    expect(todo).toMatch(/\.$/);
  });

  it("a fix changes what is typed, and says what it will do", async () => {
    const scope = "read:confluence-content.all";
    const { user, made } = await openRegistration(PAYMENTS);
    const list = within(screen.getByRole("list", { name: "What to look at" }));
    expect(list.getByText("Warning:")).toBeTruthy();
    await user.click(list.getByRole("button", { name: `Remove ${scope}` }));
    expect(list.queryByRole("button")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((made("update_registration")[0]?.args.form as RegistrationForm).scopes).not.toContain(scope);
    expect(screen.queryByRole("list", { name: "What to look at" })).toBeNull();
  });

  it("a callback URL is replaced, and not doubled", async () => {
    const fix = {
      kind: "replaceCallback",
      from: "http://localhost:1/a/",
      to: "http://localhost:1/a",
    } as const;
    const { user, made } = await openRegistration(PAYMENTS, {
      registrations: payments({
        callbacks: [
          { url: fix.from, wayBack: "loopback" },
          { url: fix.to, wayBack: "loopback" },
        ],
        findings: [{ kind: "callbackTrailingSlash", severity: "hint", subject: fix.from, fix }],
      }),
    });
    await user.click(screen.getByRole("button", { name: fixWords(fix) }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((made("update_registration")[0]?.args.form as RegistrationForm).callbacks).toEqual([fix.to]);
  });
});

describe("the menu of a registration", () => {
  it("duplicates it and opens the copy", async () => {
    const { user } = await openRegistration(PAYMENTS);
    await choose(user, "Duplicate");
    expect(await screen.findByRole("heading", { level: 1, name: "Payments tooling (copy)" })).toBeTruthy();
  });

  it("moves it past its neighbour", async () => {
    const { user, made } = await openRegistration(PAYMENTS);
    await choose(user, "Move down");
    expect(made("move_registration")[0]?.args.form).toEqual({ registration: "reg-payments", before: null });
    await choose(user, "Move up");
    expect(made("move_registration")[1]?.args.form).toEqual({
      registration: "reg-payments",
      before: "reg-backstage",
    });
  });

  it("reveals a sealed client secret until it is hidden", async () => {
    const { user } = await openRegistration(PAYMENTS);
    await choose(user, "Reveal client secret");
    expect(document.activeElement).toBe(await screen.findByLabelText("Revealed client secret"));
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Hide" }));
    expect(screen.queryByLabelText("Revealed client secret")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" }));
  });

  it("reveals nothing that is not sealed here", async () => {
    const { user } = await openRegistration(/^Backstage/);
    await user.click(screen.getByRole("button", { name: "More" }));
    expect(screen.queryByRole("menuitem", { name: "Reveal client secret" })).toBeNull();
  });

  it("a revealed secret hides by itself", async () => {
    await openRegistration(PAYMENTS);
    vi.useFakeTimers();
    const revealing = revealingClientSecret();
    await revealing.show.run("reg-payments");
    expect(revealing.secret).toBeTruthy();
    vi.advanceTimersByTime(REVEALED_FOR);
    expect(revealing.secret).toBeUndefined();
  });
});

it("notes are kept with the registration", async () => {
  const { user, made } = await openRegistration(/^Backstage/);
  await user.type(screen.getByLabelText("Notes"), "Ask Mira.");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect((made("update_registration")[0]?.args.form as RegistrationForm).notes).toBe("Ask Mira.");
  await expectAccessible();
});
