import type { ExportFormatView } from "../backend/bindings";

/** The ways of writing a registration out, in the order in which they are offered. */
export const EXPORT_FORMATS: Record<ExportFormatView, { name: string; sentence: string }> = {
  appConfig: {
    name: "app-config",
    sentence: "For Backstage: the provider’s part of app-config.yaml, with additionalScopes.",
  },
  appConfigOlder: {
    name: "app-config of an older Backstage",
    sentence: "With scopes, as Backstage took it before additionalScopes.",
  },
  dotenv: { name: ".env", sentence: "One variable a line, for a shell or a container." },
  json: { name: "JSON", sentence: "For scripts and other programs." },
  share: { name: "Share file", sentence: "For another person’s Trilo, as a file." },
  link: { name: "Share link", sentence: "For another person’s Trilo, as a trilo: link." },
};
