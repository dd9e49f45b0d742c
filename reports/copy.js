// Lets a person copy a letter with one press; without it, the text can be selected.
const PRESS = "Copy what is marked: Ctrl+C, ⌘C, or press and hold.";
for (const button of document.querySelectorAll("input[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const mark = () => {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    };
    const said = document.getElementById(button.dataset.said);
    said.textContent = (await copied(source.textContent, mark)) ? "Copied." : PRESS;
  });
}

// Copies a text. Some browsers don't let pages do that: then it is marked, so that a key does it.
async function copied(text, mark) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    mark();
    return document.execCommand("copy");
  }
}
