import * as backend from "../backend";

/** Opens the page that an explanation leads to, which the backend knows by its code. */
export const openExplanationPage = (code: string): Promise<unknown> => backend.openExplanationPage(code);
