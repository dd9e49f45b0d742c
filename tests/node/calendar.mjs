// Prints the events of a calendar file as JSON, as the library in Thunderbird reads them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const text = (component, name) => component.getFirstPropertyValue(name)?.toString() ?? null;
const events = calendar.getAllSubcomponents("vevent").map((event) => ({
  uid: text(event, "uid"),
  sequence: event.getFirstPropertyValue("sequence"),
  stamp: text(event, "dtstamp"),
  status: text(event, "status"),
  summary: text(event, "summary"),
  description: text(event, "description"),
  location: text(event, "location"),
  url: text(event, "url"),
  start: text(event, "dtstart"),
  end: text(event, "dtend"),
  zone: event.getFirstPropertyValue("dtstart").zone?.tzid ?? null,
  alarms: event.getAllSubcomponents("valarm").map((alarm) => text(alarm, "trigger")),
}));
console.log(JSON.stringify({ method: text(calendar, "method"), product: text(calendar, "prodid"), events }));
