// Lets a person sort the tables of a page by their headings; without it, they are sorted by name.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map((row) => [value(row.cells[column].textContent.trim()), row]);
      rows.sort(([a], [b]) => compare(a, b) * (down ? -1 : 1));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}

function value(text) {
  const number = Number(text);
  if (text !== "" && !Number.isNaN(number)) return number;
  // Only what is a date as a whole: browsers also read "Period 4" as a day in April.
  return /^[A-Z][a-z]{2} \d{1,2}, \d{4}$/.test(text) ? Date.parse(text) : text;
}

function compare(a, b) {
  if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
  return typeof a === "number" ? 1 : -1;
}
