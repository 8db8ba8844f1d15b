/** The scopes that every sign-in asks for, which nobody chooses and no registration lists. */
export const ALWAYS: readonly string[] = ["offline_access", "read:me"];

/** A list without repetitions, in its order. */
export function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}

/** What a person chooses: without repetitions and the scopes of every sign-in. */
export function optionalOf(scopes: readonly string[]): string[] {
  return unique(scopes).filter((scope) => !ALWAYS.includes(scope));
}
