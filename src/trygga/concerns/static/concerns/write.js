// The write page: from what was typed to a sheet, and from the sheet to a sealed report.
// Longer than the house's 150 lines, because a file more is a request more, and the page may have eight.
import { startWorker } from "../web/workers.js";

const MOST_CHARACTERS = 20000;
const OBSERVED = ["seen", "heard", "told", "believed"];
const TEXTS = [...OBSERVED, "when", "how_often", "address", "door", "people", "interpreter", "contact"];

// Found from here also once quick exit has taken everything off the page while something was under way.
const main = document.querySelector("main");
const part = (name) => main.querySelector(`[data-part=${name}]`);
const form = document.querySelector("[data-module=write]");
const say = part("sentences").dataset;
const field = (name) => form.querySelector(`[data-field=${name}]`);
const chosen = (name) => form.querySelector(`[data-field=${name}]:checked`);
const show = (name, isShown) => { part(name).hidden = !isShown; };

// What is being sent: while an answer is outstanding it stays as it is, so that it cannot arrive twice.
const attempt = { concern: null, code: null, unit: null, programme: null };
const PATIENCE = 30_000;
let call = null;

function readConcern() {
  const where = chosen("where")?.value;
  const concern = Object.fromEntries(TEXTS.map((name) => [name, field(name).value.trim()]));
  concern.pathway = chosen("pathway")?.value ?? "";
  concern.happening = chosen("happening")?.value ?? "";
  concern.municipality = { here: form.dataset.municipality, elsewhere: field("municipality").value.trim() }[where] ?? "";
  concern.area = where === "here" ? field("area").value : "";
  return concern;
}

/** The sentence and the field of the first thing that is missing or too long. */
function firstProblem(concern) {
  if (!concern.happening) return [say.noHappening, field("happening")];
  if (!concern.pathway) return [say.noPathway, field("pathway")];
  if (!chosen("where")) return [say.noWhere, field("where")];
  const lengthOf = (name) => [...concern[name]].length;
  const long = [...TEXTS, "municipality"].find((name) => lengthOf(name) > MOST_CHARACTERS);
  if (long) {
    const tag = `${form.dataset.language}-u-nu-latn`;
    const [typed, most] = [lengthOf(long), MOST_CHARACTERS].map((number) => number.toLocaleString(tag));
    return [say.tooLong.replace("%(typed)s", typed).replace("%(most)s", most), field(long)];
  }
  if (!OBSERVED.some((name) => concern[name])) return [say.empty, field("seen")];
  return null;
}

function sheetRows(concern) {
  const labelled = (name) => form.querySelector(`label[for=${name}]`).textContent;
  const picked = (name) => chosen(name).parentElement.textContent.trim();
  const area = field("area").selectedOptions[0];
  const texts = TEXTS.filter((name) => concern[name]).map((name) => [labelled(name), concern[name]]);
  return [
    [say.happening, picked("happening")],
    [say.pathway, picked("pathway")],
    [say.municipality, concern.municipality || picked("where")],
    ...(concern.area ? [[labelled("area"), area.textContent]] : []),
    ...texts,
  ];
}

function showSheet() {
  const list = document.createElement("dl");
  for (const [label, text] of sheetRows(attempt.concern)) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = label;
    description.textContent = text;
    description.dir = "auto";
    list.append(term, description);
  }
  part("sheet-text").replaceChildren(list);
  for (const element of main.querySelectorAll("[data-only]")) {
    element.hidden = !element.dataset.only.split(" ").includes(attempt.concern.pathway);
  }
  turnTo("sheet");
}

function turnTo(name) {
  form.hidden = name !== "form";
  for (const intro of main.querySelectorAll("[data-part=intro]")) intro.hidden = name !== "form";
  show("sheet", name === "sheet");
  show("receipt", name === "receipt");
  scrollTo(0, 0);
  part(name)?.querySelector("h1")?.focus();
}

function cannotSend(sentence) {
  part("why-not").textContent = sentence;
  show("can-send", false);
  show("cannot-send", true);
}

/** Says it beside the field, so that whoever is led there sees why. */
function complain(sentence, where) {
  const line = part("form-error");
  (where.closest(".choice")?.parentElement ?? where).before(line);
  line.textContent = sentence;
  where.focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
}

async function makeSheet() {
  const concern = readConcern();
  const problem = firstProblem(concern);
  part("form-error").textContent = "";
  if (problem) return complain(...problem);
  Object.assign(attempt, { concern, code: null, unit: null });
  part("send-error").textContent = "";
  show("can-send", false);
  show("cannot-send", false);
  showSheet();
  const where = chosen("where").value;
  if (where === "here") await findMailbox(concern);
  else cannotSend(where === "elsewhere" ? say.elsewhere : say.unsure);
}

async function findMailbox(concern) {
  const options = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const read = (response) => (response.ok ? response.json() : null);
  const table = await fetch(form.dataset.mailboxes, options).then(read).catch(() => null);
  // The sheet may have been changed meanwhile, even to another municipality: then this answer is for nobody.
  if (attempt.concern !== concern) return;
  if (!table) return cannotSend(say.noTable);
  const rules = table.rules.filter((rule) => rule.pathway === concern.pathway);
  const rule = rules.find(({ area }) => area && area === concern.area) ?? rules.find((one) => !one.area);
  attempt.unit = table.units[rule?.unit] ?? null;
  if (!attempt.unit) return cannotSend(say.noMailbox);
  attempt.programme = table.programme;
  part("receiver").textContent = attempt.unit.name;
  part("reads").textContent = attempt.unit.reads;
  show("can-send", true);
  part("send").disabled = false;
}

function seal() {
  const { organisation, unit, epoch, recipient } = attempt.unit;
  const place = { programme: attempt.programme, organisation, unit, epoch };
  return call("seal", { concern: attempt.concern, place, ringRecipient: recipient, language: form.dataset.language });
}

async function send() {
  const button = part("send");
  button.disabled = true;
  letChange(false);
  part("send-error").textContent = "";
  try {
    part("progress").textContent = attempt.code ? say.sending : say.sealing;
    if (!attempt.code) attempt.code = await seal();
    part("progress").textContent = say.sending;
    const answer = await call("deliver", { concern: attempt.concern, address: form.dataset.send });
    if (!answer.stored) return refuse(answer);
    showReceipt(answer);
  } catch (problem) {
    const canTryAgain = problem.code === "NoAnswer";
    const lost = attempt.code ? say.mayHaveArrived : say.cannotSeal;
    part("send-error").textContent = canTryAgain ? say.noAnswer : lost;
    button.disabled = !canTryAgain;
    letChange(!attempt.code);
  } finally {
    part("progress").textContent = "";
  }
}

/** Once something is on its way it stays as it is, until it is known that nothing was stored. */
function letChange(isAllowed) {
  show("change", isAllowed);
  show("unsent", isAllowed);
}

function refuse({ problem, sentence }) {
  letChange(true);
  if (problem === "closed") return cannotSend(sentence);
  part("send-error").textContent = sentence ?? say.refused;
  part("send").disabled = false;
}

function showReceipt({ reads }) {
  part("reads-again").textContent = reads;
  part("code").textContent = attempt.code;
  Object.assign(attempt, { concern: null, code: null });
  part("sheet-text").replaceChildren();
  turnTo("receipt");
}

function start() {
  call = startWorker(form.dataset.worker);
  const { token, bits } = form.dataset;
  call("ready").then(() => {
    show("without-script", false);
    part("make-sheet").disabled = false;
  }, () => {});
  call("prove", { token, bits: Number(bits) }).catch(() => {});
  part("make-sheet").addEventListener("click", makeSheet);
  part("change").addEventListener("click", () => turnTo("form"));
  for (const name of ["print", "print-code"]) part(name).addEventListener("click", () => print());
  part("send").addEventListener("click", send);
  field("happening").closest("fieldset").addEventListener("change", () => {
    if (chosen("happening").value === "yes") part("interrupt").focus();
  });
  const [visit] = performance.getEntriesByType("navigation");
  // A page that was frozen and comes back reloads itself (exit.js).
  if (["back_forward", "reload"].includes(visit?.type)) {
    form.prepend(part("form-error"));
    part("form-error").textContent = say.wiped;
  }
}

start();
