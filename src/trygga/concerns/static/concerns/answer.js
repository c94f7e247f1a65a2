// The writer comes back: code in, verified messages out, an answer sealed and sent.
import { startWorker } from "../web/workers.js";

// Found from here also once quick exit has taken everything off the page while something was under way.
const main = document.querySelector("main");
const part = (name) => main.querySelector(`[data-part=${name}]`);
const form = document.querySelector("[data-module=answer]");
const say = part("sentences").dataset;
const code = form.querySelector("[data-field=code]");
const reply = document.querySelector("[data-field=reply]");
const MOST_CHARACTERS = 8000;
const CODE_SENTENCES = { WrongLength: say.wrongLength, WrongCharacter: say.wrongCharacter, WrongCheckDigit: say.wrongCheckDigit };

let call = null;
let lookup = null;
// The sealed answer stays until the server has said yes or no, so that a second press cannot store it twice.
let outgoing = null;

async function post(address, content) {
  const options = { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" }, cache: "no-store", signal: AbortSignal.timeout(30_000) };
  const response = await fetch(address, options);
  if (response.status >= 500) throw new Error("no answer");
  return { isGood: response.ok, answer: await response.json().catch(() => ({ sentence: say.refused })) };
}

async function open() {
  part("open").disabled = true;
  part("code-error").textContent = "";
  part("progress").textContent = say.opening;
  try {
    lookup = await call("derive", { typed: code.value });
    await load();
  } catch (problem) {
    const typed = code.value.replace(/\P{Nd}/gu, "").length;
    part("code-error").textContent = CODE_SENTENCES[problem.code]?.replace("%(typed)s", typed) ?? say.noOpening;
    code.focus();
  } finally {
    part("progress").textContent = "";
    part("open").disabled = false;
  }
}

async function load() {
  const { isGood, answer } = await post(form.dataset.open, { lookup });
  if (!isGood) {
    part("code-error").textContent = answer.sentence;
    return code.focus();
  }
  let messages;
  try {
    messages = await call("open", { answer });
  } catch {
    return showDialogue(say.notGenuine, [], false);
  }
  const isClosed = messages.some(({ kind }) => kind === "closed");
  const state = messages.length === 0 ? answer.not_yet_read : isClosed ? say.closed : say.received;
  showDialogue(state, messages, messages.length > 0 && !isClosed);
}

function showDialogue(state, messages, canReply) {
  form.hidden = true;
  part("state").textContent = state;
  const texts = { question: (text) => text, answer: () => say.own };
  part("messages").replaceChildren(
    ...messages.filter(({ kind }) => kind in texts).map(({ kind, text }) => {
      const item = document.createElement("li");
      item.className = kind === "question" ? "message" : "point quiet";
      item.textContent = texts[kind](text);
      item.dir = "auto";
      return item;
    }),
  );
  part("reply").hidden = !canReply;
  part("dialogue").hidden = false;
  part("dialogue").querySelector("h2").focus();
}

function problemWith(text) {
  if (!text) return say.empty;
  const length = [...text].length;
  if (length <= MOST_CHARACTERS) return null;
  const [typed, most] = [length, MOST_CHARACTERS].map((number) => number.toLocaleString(`${form.dataset.language}-u-nu-latn`));
  return say.tooLong.replace("%(typed)s", typed).replace("%(most)s", most);
}

async function send() {
  const text = reply.value.trim();
  const problem = outgoing ? null : problemWith(text);
  part("reply-error").textContent = problem ?? "";
  if (problem) return reply.focus();
  part("send").disabled = true;
  part("reply-progress").textContent = say.sending;
  try {
    outgoing ??= await call("reply", { text });
    const { isGood, answer } = await post(form.dataset.send, outgoing);
    outgoing = null;
    reply.readOnly = false;
    if (isGood) reply.value = "";
    else part("reply-error").textContent = answer.sentence;
    await load().catch(() => {});
    part("reply-progress").textContent = isGood ? say.sent : "";
  } catch (problem) {
    reply.readOnly = outgoing !== null;
    part("reply-error").textContent = problem.code === "HoldsCode" ? say.holdsCode : say.noAnswer;
    part("reply-progress").textContent = "";
  } finally {
    part("send").disabled = false;
  }
}

function start() {
  call = startWorker(form.dataset.worker);
  call("ready").then(() => {
    part("without-script").hidden = true;
    part("open").disabled = false;
  }, () => {});
  part("open").addEventListener("click", open);
  code.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !part("open").disabled) open();
  });
  part("send").addEventListener("click", send);
}

start();
