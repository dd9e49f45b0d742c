// Gives a page to take along room to type. What is typed stays on this device, and is copied as rows of the workbook.
for (const area of document.querySelectorAll("[data-notes]")) {
  const name = area.dataset.notes;
  const fields = [...area.querySelectorAll("[data-note]")];
  const told = area.querySelector(".told");
  const given = new Map(fields.map((field) => [field.dataset.note, field.value]));
  const { keeps, notes } = remembered(name);
  for (const part of area.querySelectorAll("[hidden]:not(.marked)")) part.hidden = false;
  fields.forEach((field) => (field.value = notes[field.dataset.note] ?? field.value));
  const text = (note) => fields.find((field) => field.dataset.note === note)?.value.trim() ?? "";
  const asked = new Set(given.keys());
  const old = Object.entries(notes).filter(([note, words]) => !asked.has(note) && words.trim());
  const kept = keeps ? "What you type is kept on this device only." : "This browser doesn't keep what you type: copy it before you leave this page.";
  const before = old.length ? ` Typed for questions that aren't here anymore: ${old.map(([, words]) => words).join(" / ")}` : "";
  told.textContent = kept + before;

  area.addEventListener("input", () => {
    for (const field of fields) notes[field.dataset.note] = field.value;
    if (keeps && !written(name, JSON.stringify(notes))) told.textContent = "This device has no room to keep more: copy what you typed.";
  });
  area.querySelector("[data-clear]").addEventListener("click", () => {
    if (!confirm("Clear all that you typed for this interview?")) return;
    for (const note of Object.keys(notes)) delete notes[note];
    fields.forEach((field) => (field.value = given.get(field.dataset.note)));
    if (keeps) localStorage.removeItem(name);
    told.textContent = "Cleared.";
  });
  for (const button of area.querySelectorAll("[data-rows]")) {
    button.addEventListener("click", async () => {
      const rows = JSON.parse(button.dataset.rows);
      const cell = (it) => (typeof it === "string" ? it : "t" in it ? (text(it.n) ? it.t : it.f) : text(it.n));
      if (!rows.some((row) => row.some((it) => it.n && text(it.n)))) {
        told.textContent = "There is nothing to copy yet.";
        return;
      }
      const table = rows.map((row) => row.map((it) => packed(cell(it))).join("\t")).join("\n");
      const marked = area.querySelector(".marked");
      const mark = () => {
        marked.hidden = false;
        marked.value = table;
        marked.select();
      };
      const done = await copied(table, mark);
      told.textContent = `${done ? "Copied." : PRESS} ${button.dataset.then}`;
    });
  }
}

function remembered(name) {
  try {
    const notes = JSON.parse(localStorage.getItem(name) ?? "{}");
    return { keeps: true, notes: notes && typeof notes === "object" ? notes : {} };
  } catch {
    return { keeps: false, notes: {} };
  }
}

function written(name, text) {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

// A cell as spreadsheets take it: on several lines if it has them, and never a formula.
function packed(text) {
  const plain = text.replace(/\t/g, " ").replace(/^-(?!\d)/, "–").replace(/^(?=[=@]|\+(?!\d))/, "'");
  return /[\n\r"]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}
