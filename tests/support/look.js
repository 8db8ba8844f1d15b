const IMPLICIT = {
  A: "link",
  BUTTON: "button",
  H1: "heading",
  H2: "heading",
  H3: "heading",
  H4: "heading",
  SELECT: "combobox",
  SUMMARY: "button",
  TEXTAREA: "textbox",
};

function roleOf(element) {
  const role = element.getAttribute("role");
  if (role) return role;
  if (element.tagName !== "INPUT") return IMPLICIT[element.tagName] ?? null;
  if (["radio", "checkbox"].includes(element.type)) return element.type;
  return ["button", "submit", "reset"].includes(element.type) ? "button" : "textbox";
}

function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.getAttribute("aria-hidden") === "true" || !node.checkVisibility()) return "";
  const name = node.getAttribute("aria-label") ?? node.getAttribute("alt");
  return ` ${name ?? [...node.childNodes].map(words).join("")} `;
}

function nameOf(element) {
  const labelledBy = element.getAttribute("aria-labelledby");
  const labels = labelledBy
    ? labelledBy.split(/\s+/).map((id) => document.getElementById(id))
    : [...(element.labels ?? [])];
  const own = element.getAttribute("aria-label");
  const name = own ?? (labels.length > 0 ? labels.map((label) => label.textContent).join(" ") : words(element));
  return (name.trim() || element.getAttribute("title") || "").replace(/\s+/g, " ").trim();
}

function canBeSeen(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"], [inert]');
}

function look(role, name) {
  const scope = document.querySelector("dialog:modal") ?? document;
  const elements = [...scope.querySelectorAll("a[href], button, h1, h2, h3, h4, input, select, summary, textarea, [role]")]
    .filter((element) => roleOf(element) === role && canBeSeen(element))
    .map((element) => ({ element, name: nameOf(element), enabled: !element.matches(':disabled, [aria-disabled="true"]') }));
  const exact = elements.filter((candidate) => candidate.name === name);
  return exact.length > 0 ? exact : elements.filter((candidate) => candidate.name.startsWith(name));
}

function describe(element) {
  return `${roleOf(element) ?? element.tagName.toLowerCase()} ${nameOf(element)}`.trim();
}

// Rows as lines; without rows, as it is written.
function linesOf(name) {
  const parts = [...document.querySelectorAll("section, nav, [role=region], [role=group]")];
  const part = parts.find((candidate) => nameOf(candidate) === name && canBeSeen(candidate));
  if (!part) return null;
  const rows = [...part.querySelectorAll("li, dl > div")].map((row) => row.innerText.trim().replace(/\s*\n\s*/g, ", "));
  return rows.length > 0 ? rows : part.innerText.split("\n").map((line) => line.trim()).filter(Boolean);
}
