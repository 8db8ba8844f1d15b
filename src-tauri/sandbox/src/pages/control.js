// Buttons of the control page: each carries the call it makes. The header keeps other web pages from making it.
for (const button of document.querySelectorAll("button[data-path]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { method, path, body } = button.dataset;
    const headers = { "Content-Type": "application/json", "X-Trilo-Sandbox": "1" };
    const answer = await fetch(path, { method, headers, body });
    if (answer.ok) {
      location.reload();
    } else {
      button.disabled = false;
      button.textContent = `Refused (${answer.status})`;
    }
  });
}
