import { describe, expect, it } from "vitest";
import { Loaded } from "../src/state/loaded.svelte";

/** A backend that answers when it is told to, in any order. */
function slowBackend() {
  const answers: ((value: string) => void)[] = [];
  const loaded = new Loaded<string>(() => new Promise((resolve) => answers.push(resolve)));
  return { loaded, answers };
}

describe("what is asked from the backend", () => {
  it("is the newest answer, whichever comes last", async () => {
    const { loaded, answers } = slowBackend();
    const both = [loaded.load(), loaded.load()];
    answers[1]?.("newer");
    answers[0]?.("older");
    await Promise.all(both);
    expect(loaded.value).toBe("newer");
  });

  it("is there for everybody who waited, also when their question was overtaken", async () => {
    const { loaded, answers } = slowBackend();
    let seen: string | undefined;
    const first = loaded.load().then(() => (seen = loaded.value));
    const second = loaded.load();
    answers[0]?.("older");
    await Promise.resolve();
    answers[1]?.("newer");
    await Promise.all([first, second]);
    expect(seen).toBe("newer");
  });

  it("gives way to a value that came another way", async () => {
    const { loaded, answers } = slowBackend();
    const load = loaded.load();
    loaded.set("by event");
    answers[0]?.("older");
    await load;
    expect(loaded.value).toBe("by event");
  });

  it("is asked again when a part of it changed on the way", async () => {
    const { loaded, answers } = slowBackend();
    loaded.set("one");
    const load = loaded.load();
    loaded.patch((value) => `${value}, changed`);
    expect(loaded.value).toBe("one, changed");
    answers[0]?.("from before the change");
    await Promise.resolve();
    expect(loaded.value).toBe("one, changed");
    answers[1]?.("from after the change");
    await load;
    expect(loaded.value).toBe("from after the change");
  });

  it("is not asked again for a change while no question is open", () => {
    const { loaded, answers } = slowBackend();
    loaded.set("one");
    loaded.patch((value) => `${value}, changed`);
    expect([loaded.value, answers.length]).toEqual(["one, changed", 0]);
  });
});
