import type { BadRow, RowProblem } from "../backend/bindings";

const PROBLEMS: Record<RowProblem, string> = {
  unreadable: "cannot be read",
  wrongHead: "is the head line of another table",
  notAScope: "is no scope",
  unknownKind: "is no kind of scope",
  unknownApi: "is no API of the developer console",
  unknownEvidence: "is no kind of evidence",
  unknownProduct: "is no product",
  unknownMethod: "is no HTTP method",
  notAPath: "is no path",
  unknownState: "is no state of an operation",
  unknownAnswer: "is neither yes nor no",
  repeated: "stands in the table twice",
};

/** `Scopes, line 12: “reed:jira” is no scope` */
export function badRow({ table, line, problem, cell }: BadRow): string {
  const title = table === "scopes" ? "Scopes" : "Operations";
  return `${title}, line ${line}: “${cell}” ${PROBLEMS[problem]}`;
}

/** Why a table is refused, by the error’s fact. */
export const TABLE_PROBLEMS: Record<string, string> = {
  notFound: "There is no such file.",
  unusable: "It cannot be read, or the data folder cannot be written to.",
  tooLarge: "It has more than 8 MiB.",
  noTable: "Its first line is the head of neither the table of scopes nor that of operations.",
  twice: "Another of the files is the same table.",
  noRow: "None of its rows can be read.",
};
