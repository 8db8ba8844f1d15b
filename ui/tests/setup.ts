import { cleanup } from "@testing-library/svelte";
import { clearMocks } from "@tauri-apps/api/mocks";
import { afterEach, vi } from "vitest";

/** Whether the window counts as narrow. */
const narrowWindow = { on: false };
vi.stubGlobal("narrowWindow", narrowWindow);

// jsdom has no layout: no media queries, no modal dialogs, no observers of size.
vi.stubGlobal(
  "matchMedia",
  vi.fn((media: string) => ({
    get matches() {
      return media.includes("max-width") && narrowWindow.on;
    },
    media,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  })),
);

class NoResizeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}
vi.stubGlobal("ResizeObserver", NoResizeObserver);

HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

afterEach(async () => {
  vi.useRealTimers();
  cleanup();
  // The window stops listening a moment after it is gone, and needs the mocked backend for it.
  await new Promise((resolve) => setTimeout(resolve));
  clearMocks();
  narrowWindow.on = false;
});
