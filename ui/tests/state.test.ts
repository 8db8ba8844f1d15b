import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { signIn, status } from "../preview/fixtures";
import { skewWords } from "../src/words/clock";
import { outcomeWords } from "../src/words/attempts";
import { factWords, stepTitle } from "../src/words/steps";
import { openWindow } from "./window";

describe("the line of state", () => {
  it("says that nobody can be reached", async () => {
    openWindow({ status: status({ network: "offline" }) });
    expect(await screen.findByText("Offline, nothing is renewed")).toBeTruthy();
  });

  it("says how far the clock is off, and that it is corrected for", async () => {
    openWindow({ status: status({ clock: { skew: 184_000, measuredAt: 0 } }) });
    expect((await screen.findByRole("note")).textContent).toBe(
      "Your clock is 3 minutes behind Atlassian’s; Trilo corrects for it.",
    );
  });

  it("does not speak of a clock that is a little off", () => {
    expect(skewWords(null)).toBeNull();
    expect(skewWords(29_999)).toBeNull();
    expect(skewWords(-30_000)).toBe("Your clock is 30 seconds ahead of Atlassian’s; Trilo corrects for it.");
  });
});

describe("activity", () => {
  it("is told at most every 20 seconds, and not while locked", async () => {
    const { user, made } = openWindow();
    await screen.findAllByRole("option");
    const now = vi.spyOn(performance, "now");
    now.mockReturnValue(1_000_000);
    await user.keyboard("ab");
    await user.click(screen.getByRole("heading", { name: "Accounts" }));
    expect(made("note_activity")).toHaveLength(1);
    now.mockReturnValue(1_020_000);
    await user.keyboard("a");
    expect(made("note_activity")).toHaveLength(2);
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByRole("heading", { name: "Trilo is locked" });
    now.mockReturnValue(1_900_000);
    await user.keyboard("a");
    expect(made("note_activity")).toHaveLength(2);
  });
});

describe("words for what is new in an attempt", () => {
  it("an interrupted renewal says what the next one does", () => {
    expect(outcomeWords({ kind: "refresh", outcome: "interrupted", error: null }).sentence).toContain(
      "ten minutes",
    );
    expect(outcomeWords({ kind: "signOut", outcome: "failed", error: null })).toMatchObject({
      title: "Sign-out failed",
      tone: "bad",
    });
    expect(outcomeWords({ kind: "personalDataReport", outcome: "succeeded", error: null }).title).toBe(
      "Personal data reported",
    );
  });

  it("a sign-out whose token was not revoked says that the account is wiped all the same", () => {
    const error = { code: "unreachable", message: "", details: {} } as const;
    const words = outcomeWords({ kind: "signOut", outcome: "succeeded", error });
    expect(words.title).toBe("Signed out, not revoked");
    expect(words.sentence).toMatch(/^The account is wiped from this computer\. Atlassian was not told/);
  });

  it("an interruption that was found says when", () => {
    expect(stepTitle("intentNoted", "done")).toBe("Renewal noted down before it was sent");
    const at = new Date(2026, 10, 24, 13, 40, 2).toISOString();
    expect(factWords({ kind: "interruptionFound", fact: at })).toBe("on 24 Nov 2026 at 13:40:02");
    expect(factWords({ kind: "interruptionFound", fact: "earlier" })).toBe("earlier");
  });
});

describe("choices for a sign-in", () => {
  async function change() {
    const opened = openWindow({ signIns: [signIn()] });
    await screen.findAllByRole("option");
    await opened.user.keyboard("{Control>}n{/Control}");
    await opened.user.click(await screen.findByRole("radio", { name: "Deep link" }));
    return opened;
  }
  const dialog = () => within(screen.getByRole("dialog", { name: "Discard what you chose?" }));
  const form = () => screen.queryByRole("heading", { level: 1, name: "Sign in" });

  it("are not dropped by Escape without asking", async () => {
    const { user } = await change();
    await user.keyboard("{Escape}{Escape}");
    await user.click(dialog().getByRole("button", { name: "Keep editing" }));
    expect(form()).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Deep link" }).checked).toBe(true);
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await user.click(dialog().getByRole("button", { name: "Discard" }));
    await waitFor(() => {
      expect(form()).toBeNull();
    });
  });

  it("are asked for when an account is opened instead", async () => {
    const { user } = await change();
    await user.click(screen.getByRole("option", { name: /^Svc/ }));
    expect(form()).toBeTruthy();
    await user.click(dialog().getByRole("button", { name: "Discard" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Svc Release Notes" })).toBeTruthy();
  });

  it("a form in which nothing was chosen closes at once", async () => {
    const { user } = openWindow();
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByRole("heading", { level: 1, name: "Sign in" });
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("heading", { level: 1, name: "No account chosen" })).toBeTruthy();
  });
});
