/** The fields of a registration that can be wrong, and what can be wrong with them. */
export const FIELDS = {
  name: "The name",
  clientId: "The client id",
  clientSecret: "The client secret",
  secretSource: "The source of the client secret",
  callbackUrl: "The callback URL",
  authorizationUrl: "The authorization URL",
  apiUrl: "The API URL",
  scopes: "The list of scopes",
  notes: "The notes",
} as const;

export type Field = keyof typeof FIELDS;

const EXAMPLES: Record<string, string> = {
  [FIELDS.authorizationUrl]: "https://auth.example.com",
  [FIELDS.apiUrl]: "https://api.example.com",
};

const PROBLEMS = {
  empty: (field: string) => `${field} is empty.`,
  tooLong: (field: string) => `${field} is too long.`,
  notAUrl: (field: string) =>
    `${field} is not a whole address, such as ${EXAMPLES[field] ?? "http://localhost:7007/api/auth/atlassian"}.`,
  notSecure: (field: string) => `${field} has to begin with https:// unless it is on this computer.`,
  unknownScheme: (field: string) =>
    field in EXAMPLES
      ? `${field} has to begin with https://.`
      : `${field} has a scheme that cannot lead back to Trilo. Use http, https or trilo.`,
  hasFragment: (field: string) => `${field} must not have a part after #.`,
  tooMany: (field: string) => `${field} has too many entries. Atlassian advises to stay under 50 scopes.`,
  reserved: (field: string) => `${field} means something else to Trilo. Use trilo://oauth/callback.`,
  malformed: (field: string) =>
    field in EXAMPLES
      ? `${field} has to be a base only: no ?, no #, no name or password.`
      : `${field} has characters that cannot be part of it.`,
} as const;

/** What is wrong with a field, when the error says so. */
export function fieldProblem(
  details: Record<string, string | undefined>,
): { field: Field; text: string } | null {
  const { field, problem } = details;
  if (!isKey(FIELDS, field)) return null;
  const words = isKey(PROBLEMS, problem) ? PROBLEMS[problem] : PROBLEMS.malformed;
  return { field, text: words(FIELDS[field]) };
}

function isKey<T extends object>(table: T, key: string | undefined): key is Extract<keyof T, string> {
  return key !== undefined && key in table;
}
