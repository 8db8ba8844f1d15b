import type { SecretSourceView } from "../backend/bindings";

export type SecretSourceKind = SecretSourceView["kind"];

export interface SecretSourceWords {
  name: string;
  /** What Trilo does, and when. */
  sentence: string;
}

/** Where a client secret can come from. */
export const SECRET_SOURCES: Record<SecretSourceKind, SecretSourceWords> = {
  sealed: {
    name: "Sealed here",
    sentence: "Trilo keeps it in the vault and asks nobody for it later.",
  },
  environment: {
    name: "Environment variable",
    sentence:
      "Trilo reads the variable it was started with, each time a code is exchanged or a token is renewed.",
  },
  file: {
    name: "File",
    sentence:
      "Trilo reads the file’s first line each time a code is exchanged or a token is renewed. Only you may be able to read the file.",
  },
  command: {
    name: "Command",
    sentence:
      "Trilo runs it without a shell and takes its first line, each time a code is exchanged or a token is renewed. A password manager may ask you then; it has 30 seconds.",
  },
};
