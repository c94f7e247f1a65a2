// What the mailbox has received, as the server sorts it: what is due stands first and is never hidden.
import { get } from "./server.js";
import { dayOf, due, text } from "./texts.js";
import { calm, complain, once, part, say, show, viewOf } from "./views.js";

const view = viewOf("list");
const rows = part(view, "rows");
const template = view.querySelector("template");
const rowOf = new WeakMap();
let mailbox = null;
let page = 0;

/** Binds the buttons of the list; `onOpen(row)` opens a report. */
export function bindList(onOpen) {
  rows.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) once(button, () => onOpen(rowOf.get(button)), rows);
  });
  for (const [name, step] of [["reload", 0], ["earlier", -1], ["later", 1]]) {
    part(view, name).addEventListener("click", ({ currentTarget }) => once(currentTarget, () => turn(page + step)));
  }
}

/** Shows the list of this mailbox, from its first page. */
export function showList(unlocked) {
  mailbox = unlocked;
  part(view, "mailbox").textContent = mailbox.name;
  const { line, holds } = mailbox.log;
  part(view, "log").hidden = line === "";
  part(view, "log-line").textContent = line;
  part(view, "log-broken").hidden = holds;
  show("list");
  return turn(0);
}

/** Back to the list, on the page that was left, with what has come since. */
export function returnToList() {
  show("list");
  return turn(page);
}

export function forgetList() {
  mailbox = null;
  page = 0;
}

export const complainInList = (problem) => complain(view, problem, "problem-report");

async function turn(to) {
  calm(view);
  say(text("doing-list"));
  try {
    let found = await get(`${mailbox.address("received")}?page=${to}`, mailbox.signal);
    const last = Math.max(found.pages - 1, 0);
    if (to > last) found = await get(`${mailbox.address("received")}?page=${last}`, mailbox.signal);
    fill(found);
    say(text("list-loaded", { number: found.counts.new }));
  } catch (problem) {
    complain(view, problem);
  }
}

function fill(found) {
  page = found.page;
  for (const [state, number] of Object.entries(found.counts)) part(view, `count-${state}`).textContent = number;
  rows.replaceChildren(...found.rows.map(rowElement));
  part(view, "empty").hidden = found.rows.length > 0;
  part(view, "pages").hidden = found.pages < 2;
  part(view, "page").textContent = text("page", { page: page + 1, pages: found.pages });
  part(view, "earlier").hidden = page === 0;
  part(view, "later").hidden = page + 1 >= found.pages;
}

function rowElement(row, index) {
  const element = template.content.firstElementChild.cloneNode(true);
  element.dataset.state = row.state;
  part(element, "state").textContent = text(`state-${row.state}`);
  part(element, "about").textContent = text(`about-${row.pathway}`);
  part(element, "area").textContent = row.area || text("no-area");
  part(element, "arrived").textContent = text("arrived", { day: dayOf(row.arrived_on) });
  part(element, "unproven").hidden = row.label !== "unproven";
  if (row.state === "new") fillDue(part(element, "due"), row);
  const button = element.querySelector("button");
  rowOf.set(button, row);
  for (const name of ["open", "about", "area"]) part(element, name).id = `row-${index}-${name}`;
  button.setAttribute("aria-labelledby", ["open", "about", "area"].map((name) => `row-${index}-${name}`).join(" "));
  return element;
}

/** The clock of a report that nobody has opened: in words, and marked where it is overdue. */
function fillDue(place, row) {
  const { sentence, isOverdue } = due(row.read_by);
  place.textContent = sentence;
  place.classList.toggle("overdue", isOverdue);
}
