import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { candidate, diagnosisWorld, explained, finding } from "../preview/diagnosis";
import * as fixtures from "../preview/fixtures";
import { expectAccessible, openWindow } from "./window";

const SANDBOX = { port: 41873, controlUrl: "http://127.0.0.1:41873/control", rehearsing: null };

async function open(tab: string, overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}4{/Control}");
  await opened.user.click(await screen.findByRole("tab", { name: tab }));
  await screen.findByRole("tabpanel", { name: tab });
  return opened;
}

function paste(text: string) {
  const box = screen.getByRole("textbox", { name: "Text to explain" });
  return fireEvent.paste(box, { clipboardData: { getData: () => text } });
}

describe("the ways to diagnose", () => {
  it("are tabs that the arrows lead through, and rehearsing is one in the sandbox only", async () => {
    const { user } = await open("Explain a text");
    expect(screen.queryByRole("tab", { name: "Rehearse" })).toBeNull();
    screen.getByRole("tab", { name: "Explain a text" }).focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: "Checks" }).getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement?.textContent).toBe("Attempts");
  });
});

describe("an attempt", () => {
  it("is explained on top: what, why, on what it rests, what to do and by whom", async () => {
    const { user } = openWindow();
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}4{/Control}");
    const [row] = await screen.findAllByRole("option", { name: /failed/ });
    if (row) await user.click(row);
    expect(await screen.findByRole("heading", { name: "The client secret was not accepted" })).toBeTruthy();
    expect(screen.getByText("401 access_denied: Unauthorized")).toBeTruthy();
    expect(screen.getByText("App owner:")).toBeTruthy();
    expect(screen.getByText("Certain")).toBeTruthy();
  });

  it("that the table does not know keeps the words of its error", async () => {
    const { user } = openWindow({ diagnosis: { ...diagnosisWorld(), attemptExplained: () => null } });
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}4{/Control}");
    const [row] = await screen.findAllByRole("option", { name: /failed/ });
    if (row) await user.click(row);
    expect(await screen.findByText("You:")).toBeTruthy();
  });
});

describe("a text to explain", () => {
  it("is explained when it is pasted, and only its redacted form is on the screen", async () => {
    const { made, container } = await open("Explain a text");
    await paste('{"error":"access_denied","code":"canary-in-a-paste"}');
    expect(await screen.findByRole("heading", { name: "The client secret was not accepted" })).toBeTruthy();
    expect(made("explain_text")).toHaveLength(1);
    expect(screen.getByText(/^The text was read as the JSON of an answer/)).toBeTruthy();
    expect(container.innerHTML).not.toContain("canary-in-a-paste");
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text to explain" }).value).toBe("");
    expect(screen.getByText(/code removed/)).toBeTruthy();
    await expectAccessible();
  });

  it("asks the question that decides; the answer ranks anew and can be taken back", async () => {
    const { user, made } = await open("Explain a text");
    await paste("access_denied");
    const question = await screen.findByRole("group", { name: "Where did this text appear?" });
    await user.click(within(question).getByRole("button", { name: /^In the address/ }));
    expect(await screen.findByRole("heading", { name: "Access was not given" })).toBeTruthy();
    expect(screen.queryByRole("group", { name: "Where did this text appear?" })).toBeNull();
    expect(made("explain_again")[0]?.args).toMatchObject({ answers: ["where=callback"] });
    expect(made("explain_text"), "the text is not sent again").toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Take my answer back" }));
    expect(await screen.findByRole("group", { name: "Where did this text appear?" })).toBeTruthy();
  });

  it("is typed too, and Control and Enter explain it", async () => {
    const { user, made } = await open("Explain a text");
    await user.type(screen.getByRole("textbox", { name: "Text to explain" }), "HTTP/1.1 429");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => {
      expect(made("explain_text")[0]?.args).toEqual({ text: "HTTP/1.1 429" });
    });
  });

  it("that nothing explains is shown word for word with what is sure", async () => {
    const unknown = explained({
      recognised: "unknown",
      candidates: [],
      question: null,
      facts: [{ name: "status", value: "418" }],
      text: "I am a teapot",
    });
    await open("Explain a text", { diagnosis: { ...diagnosisWorld(), explained: () => unknown } });
    await paste("I am a teapot");
    expect(await screen.findByText("Nothing that is known explains this.")).toBeTruthy();
    expect(screen.getByText("418")).toBeTruthy();
    expect(screen.getByText("I am a teapot")).toBeTruthy();
  });

  it("that was refused says why and what to do", async () => {
    const refused = explained({ refusal: "tooLong", candidates: [], question: null, facts: [], text: "" });
    await open("Explain a text", { diagnosis: { ...diagnosisWorld(), explained: () => refused } });
    await paste("x");
    expect(await screen.findByText(/longer than 16 MB/)).toBeTruthy();
  });

  it("is forgotten here and in the backend", async () => {
    const { user, made } = await open("Explain a text");
    await paste("access_denied");
    await user.click(await screen.findByRole("button", { name: "Forget it" }));
    expect(screen.queryByRole("heading", { name: "The client secret was not accepted" })).toBeNull();
    expect(made("forget_explained")).not.toHaveLength(0);
  });

  it("that was dropped on the window leads here", async () => {
    const dropped = explained({ file: "failure.har", recognised: "harFile", question: null });
    const { emit, state } = openWindow();
    await screen.findAllByRole("option");
    state.diagnosis.file = dropped;
    await emit("file-waits", null);
    expect(await screen.findByText(/^failure.har was read as a HAR file/)).toBeTruthy();
    expect(screen.getByRole("tab", { name: "Explain a text" }).getAttribute("aria-selected")).toBe("true");
  });

  it("takes no longer for ten megabytes in the window than a blink", async () => {
    const { made } = await open("Explain a text");
    const text = "2026-10-01 ERROR access_denied\n".repeat(340_000);
    const started = performance.now();
    await paste(text);
    await screen.findByRole("heading", { name: "The client secret was not accepted" });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(made("explain_text")).toHaveLength(1);
  });
});

describe("the checks", () => {
  it("run together, and tell what they saw with what to do", async () => {
    const { user, made } = await open("Checks");
    await user.click(screen.getByRole("button", { name: "Check everything" }));
    expect(await screen.findByText("1 failed, 1 warning, 3 OK, 1 skipped")).toBeTruthy();
    expect(made("run_check")).toHaveLength(6);
    const list = within(screen.getByRole("list", { name: "Checks" }));
    expect(list.getByText(/900 s off/)).toBeTruthy();
    expect(list.getByText("Let the system set its time from the network.")).toBeTruthy();
    await expectAccessible();
  });

  it("run singly", async () => {
    const { user, made } = await open("Checks");
    await user.click(await screen.findByRole("button", { name: "Check Clock" }));
    expect(await screen.findByText(/900 s off/)).toBeTruthy();
    expect(made("run_check").map((call) => call.args.check)).toEqual(["clock"]);
  });

  it("are cancelled between one and the next", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const findings = async (check: Parameters<typeof finding>[0]) => {
      if (check === "vault") await gate;
      return finding(check);
    };
    const { user, made } = await open("Checks", { diagnosis: { ...diagnosisWorld(), findings } });
    await user.click(screen.getByRole("button", { name: "Check everything" }));
    expect(await screen.findByText("3 of 6: Vault")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    release();
    expect(await screen.findByText("2 OK")).toBeTruthy();
    expect(made("run_check")).toHaveLength(3);
    expect(screen.getByRole("button", { name: "Check everything" })).toBeTruthy();
  });

  it("repair what is safe to repair, and look again", async () => {
    const { user, made } = await open("Checks");
    await user.click(await screen.findByRole("button", { name: "Check Links that open Trilo" }));
    await user.click(await screen.findByRole("button", { name: "Register trilo:// again" }));
    await waitFor(() => {
      expect(made("register_deep_link")).toHaveLength(1);
      expect(made("run_check")).toHaveLength(2);
    });
  });
});

describe("rehearsing", () => {
  const overrides = () => ({ status: fixtures.status({ sandbox: { ...SANDBOX } }) });

  it("arms a failure by name, leads to a sign-in, and sets everything right", async () => {
    const { user, made } = await open("Rehearse", overrides());
    await user.click(await screen.findByRole("option", { name: /^Client secret replaced/ }));
    await user.click(await screen.findByRole("button", { name: "Arm it" }));
    expect(await screen.findByText("Armed")).toBeTruthy();
    expect(made("rehearse")[0]?.args).toEqual({ rehearsal: "secretReplaced" });
    expect(screen.getByRole("button", { name: "Sign in to the sandbox" })).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Set everything right" }));
    expect(await screen.findByRole("button", { name: "Arm it" })).toBeTruthy();
    expect(made("rehearse")[1]?.args).toEqual({ rehearsal: null });
  });

  it("shows what came of it with its explanation", async () => {
    const { user, state, emit } = await open("Rehearse", overrides());
    await user.click(await screen.findByRole("option", { name: /^Client secret replaced/ }));
    await user.click(await screen.findByRole("button", { name: "Arm it" }));
    await screen.findByText("Armed");
    const [failed] = fixtures.attempts().filter((attempt) => attempt.outcome === "failed");
    if (failed)
      state.attempts = [{ ...failed, id: "attempt-new", startedAt: Date.now() + 5 }, ...state.attempts];
    await emit("attempts-changed", null);
    expect(await screen.findByRole("heading", { name: /^What came of it/ })).toBeTruthy();
    expect(await screen.findByRole("heading", { name: candidate().title })).toBeTruthy();
  });
});
