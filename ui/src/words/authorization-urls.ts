const PROBLEMS = {
  empty: "Paste the URL first.",
  tooLong: "That is too long to be an authorization URL.",
  notAUrl: "That is not a whole address. It begins with https:// and ends with the last parameter.",
  unknownScheme: "That is not a web address.",
} as const;

/** What is wrong with a pasted authorization URL; nothing when it is something else that failed. */
export function authorizationUrlProblem(error: {
  code: string;
  details: Record<string, string | undefined>;
}): string | undefined {
  if (error.code !== "registrationInvalid") return undefined;
  const { problem } = error.details;
  return problem !== undefined && problem in PROBLEMS
    ? PROBLEMS[problem as keyof typeof PROBLEMS]
    : PROBLEMS.notAUrl;
}
