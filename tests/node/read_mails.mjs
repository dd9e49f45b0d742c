// What a mail program makes of messages: node read_mails.mjs FILE, a list of messages in base64; prints a list, too.
import { readFile } from "node:fs/promises";
import PostalMime from "postal-mime";

const messages = JSON.parse(await readFile(process.argv[2], "utf8"));
const read = [];
for (const message of messages) {
  const { to, cc, bcc, from, subject, text, headers } = await PostalMime.parse(Buffer.from(message, "base64"));
  read.push({ to: to ?? [], from: from ? [from] : [], others: [...(cc ?? []), ...(bcc ?? [])], subject, text, headers: headers.map((it) => it.key) });
}
console.log(JSON.stringify(read));
