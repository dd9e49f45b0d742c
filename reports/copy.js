// Lets a person copy a letter with one press; without it, the text can be selected.
for (const button of document.querySelectorAll("input[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.dataset.said);
    said.textContent = (await copied(source)) ? "Copied." : "Press Ctrl+C or ⌘C to copy what is marked.";
  });
}

async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // Some browsers don't let pages copy: the text is marked, so that a key does it.
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }
}
