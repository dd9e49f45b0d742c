// Whether SheetJS can show numbers under number formats: node show_numbers.mjs FILE, a list of codes; prints those it can't.
import { readFileSync } from "node:fs";
import XLSX from "xlsx";

const numbers = [0, 1.5, -2.25, 46085.75];
const shows = (code) => {
  try {
    return numbers.every((number) => typeof XLSX.SSF.format(code, number) === "string");
  } catch {
    return false;
  }
};
console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).filter((code) => !shows(code))));
