// One report: fetched sealed, opened and verified by the key worker, recorded as opened, and only then shown.
import { WorkerProblem } from "../web/workers.js";
import { get, post } from "./server.js";
import { dayOf, languageName, sentenceOf, text, timeOf } from "./texts.js";
import { complain, part, say, viewOf } from "./views.js";

const view = viewOf("report");
const CHOICES = ["pathway", "happening"];

/** The opened report. The first opening is recorded before anything is shown; then all is read and checked again. */
export async function openReport(mailbox, row) {
  const found = await load(mailbox, row);
  if (found.isOpened || found.trouble) return found;
  say(text("doing-recording"));
  const record = await mailbox.keys("first-opening", { report: row.report });
  await post(mailbox.address(row.report, "open"), record, mailbox.signal);
  const recorded = await load(mailbox, row);
  if (!recorded.isOpened) throw new WorkerProblem("OpeningMissing");
  return recorded;
}

/** Fetches, opens and verifies without recording anything. */
export async function load(mailbox, row) {
  say(text("doing-fetching"));
  const sealed = await get(mailbox.address(row.report), mailbox.signal);
  return mailbox.keys("open", { report: row.report, sealed }, ({ step }) => say(text(`doing-${step}`)));
}

export const complainInReport = (problem) => complain(view, problem, "problem-report");

/** Puts the report in its view. */
export function fillReport(found, row) {
  const { concern, language, sealedAt } = found;
  part(view, "about").textContent = text(`about-${concern.pathway}`);
  part(view, "arrived").textContent = text("arrived", { day: dayOf(row.arrived_on) });
  part(view, "was-due").textContent = text("was-due", { time: timeOf(row.read_by) });
  part(view, "unproven").hidden = row.label !== "unproven";
  fillWarnings(found);
  part(view, "happening-now").hidden = concern.happening !== "yes";
  const told = { ...concern, area: areaOf(concern, row), sealed_by: text(`sealed-by-${row.sealed_by}`) };
  for (const name of CHOICES) told[name] = text(`${name}-${concern[name]}`);
  Object.assign(told, { sealed_at: timeOf(sealedAt), language: languageName(language) });
  for (const entry of view.querySelectorAll("[data-field]")) {
    const value = told[entry.dataset.field];
    const place = entry.querySelector("dd");
    entry.hidden = !value;
    place.textContent = value;
    if (entry.dataset.own !== undefined) place.lang = language;
  }
}

/** What the server says and the report does not. */
function fillWarnings({ isMislabelled, isMisaddressed, trouble }) {
  part(view, "mislabelled").hidden = !isMislabelled;
  part(view, "misaddressed").hidden = !isMisaddressed;
  part(view, "trouble").hidden = trouble === "";
  part(view, "trouble").textContent = trouble && sentenceOf({ code: trouble }, "problem-dialogue");
}

/** The name comes with the row; a row that says another area than the report does not lend its name. */
function areaOf({ area }, row) {
  if (!area) return text("no-area");
  return row.area_slug === area ? row.area : area;
}
