// What the page says. Every sentence stands in the document; here it gets its values, and dates their words.

const texts = [...document.querySelectorAll("[data-texts]")];
const language = document.documentElement.lang;
const timeZone = document.querySelector("[data-zone]").dataset.zone;
const isRightToLeft = document.documentElement.dir === "rtl";
const NEAR = 6 * 24 * 60 * 60 * 1000;

// In right-to-left sentences a value keeps its own direction.
const isolated = (value) => (isRightToLeft ? `\u2068${value}\u2069` : `${value}`);

/** The sentence of that name, or null where there is none. */
export function text(name, values = {}) {
  const selector = `[data-text="${CSS.escape(name)}"]`;
  const found = texts.map(({ content }) => content.querySelector(selector)).find(Boolean);
  return found ? found.textContent.trim().replace(/\{(\w+)\}/g, (_, key) => isolated(values[key] ?? "")) : null;
}

/** What went wrong, in words: the server's own sentence, the one for this cause, or `otherwise` with the cause. */
export function sentenceOf(problem, otherwise = "problem-Unexpected") {
  const { sentence, code = "Unexpected", field: word = "" } = problem;
  return sentence || text(`problem-${code}`, { word }) || text(otherwise, { code });
}

// The calendar and the digits of Sweden in every language: a deadline is the same day for everybody.
const tag = `${language}-u-ca-gregory-nu-latn`;
const isKnown = Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0;

/** A date in words. Of a language that the browser does not know, the document has the words. */
function formatted(date, options) {
  return isKnown ? new Intl.DateTimeFormat(tag, options).format(date) : spelled(date, options);
}

function spelled(date, { weekday, day: hasDay, hour, timeZone: zone }) {
  const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  const english = new Intl.DateTimeFormat("en-GB", { ...numbers, hourCycle: "h23", timeZone: zone });
  const parts = Object.fromEntries(english.formatToParts(date).map(({ type, value }) => [type, value]));
  const [weekdays, months] = ["weekdays", "months"].map((name) => text(name).split(";"));
  const name = weekdays[new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay()];
  const words = [weekday && name, hasDay && `${Number(parts.day)} ${months[parts.month - 1]}`, hour && `${parts.hour}:${parts.minute}`];
  return words.filter(Boolean).join(" ");
}

/** "Monday 24 November", of a day without time. */
export const dayOf = (iso) =>
  formatted(new Date(`${iso}T12:00Z`), { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
const clockTime = (date) => formatted(date, CLOCK);
const longTime = (date) => formatted(date, { ...CLOCK, weekday: "long", day: "numeric", month: "long" });
const shortTime = (date) => formatted(date, { ...CLOCK, weekday: "long" });
const day = (date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeZone }).format(date);

/** "Monday 24 November 08:30". What is no time at all, since the writer's clock may say anything, stands as it is. */
export function timeOf(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : longTime(date);
}

/** Until when a report must be opened: {sentence, isOverdue}. */
export function due(iso, now = new Date()) {
  const date = new Date(iso);
  if (date < now) return { sentence: text("overdue", { time: longTime(date) }), isOverdue: true };
  if (day(date) === day(now)) return { sentence: text("due-today", { time: clockTime(date) }), isOverdue: false };
  const time = date - now < NEAR ? shortTime(date) : longTime(date);
  return { sentence: text("due", { time }), isOverdue: false };
}

/** A language tag as a word in the page's language. */
export function languageName(tag) {
  try { return new Intl.DisplayNames([language], { type: "language" }).of(tag); } catch { return tag; }
}
