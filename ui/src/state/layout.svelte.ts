import { MediaQuery } from "svelte/reactivity";

/** Whether the window is too narrow for a list and a detail side by side. */
export const narrow = new MediaQuery("(max-width: 999.98px)", false);
