// Load a workbook and save it again as a web tool does: node resave.mjs LIBRARY FROM TO. What a library warns of is printed.
import ExcelJS from "exceljs";
import XLSX from "xlsx";

const libraries = {
  async exceljs(from, to) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(from);
    await book.xlsx.writeFile(to);
  },
  async sheetjs(from, to) {
    XLSX.writeFile(XLSX.readFile(from, { cellStyles: true, cellFormula: true }), to);
  },
};

const [library, from, to] = process.argv.slice(2);
await libraries[library](from, to);
