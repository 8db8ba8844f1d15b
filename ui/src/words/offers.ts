import type { OfferContentView, OfferView } from "../backend/bindings";

/** What is asked when something is offered from outside. */
export const OFFER_TITLES: Record<OfferContentView["kind"], string> = {
  registration: "Add a registration that was shared?",
  appConfig: "Import an app-config?",
  refused: "This cannot be added",
};

/** Where an offer comes from; of a link nobody can know who made it. */
export function offerOrigin({ file, content }: Pick<OfferView, "file" | "content">): string {
  if (file === null) return "A link asks Trilo for this. Any web page or message can hold such a link.";
  if (content.kind === "appConfig") return "It was opened with Trilo or dropped on its window.";
  return `It comes from the file ${file}.`;
}
