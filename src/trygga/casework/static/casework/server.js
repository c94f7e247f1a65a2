// Talking to the server: sealed data in and out.

const PATIENCE = 30_000; // milliseconds

/** What went wrong: `code` is the cause, `sentence` what the server said about it, if it did. */
export class ServerProblem extends Error {
  constructor(code, sentence = "") {
    super(code);
    Object.assign(this, { name: "ServerProblem", code, sentence });
  }
}

const data = document.querySelector("[data-start]").dataset.start;
let token = "";

/** Where one report, or one thing of a mailbox, is found. */
export const addressOf = (...parts) => `${data}${parts.map((part) => `${encodeURIComponent(part)}/`).join("")}`;

/** Who I am here; keeps the token that writing asks for. */
export async function start(signal) {
  const found = await get(data, signal);
  token = found.token;
  return found;
}

export const get = (address, signal) => ask(address, {}, signal);

/** Sends JSON. A token that a new sign-in made old is fetched again, once. */
export async function post(address, content, signal) {
  const body = JSON.stringify(content);
  const headers = () => ({ "Content-Type": "application/json", "X-CSRFToken": token });
  const send = () => ask(address, { method: "POST", body, headers: headers() }, signal);
  try {
    return await send();
  } catch (problem) {
    if (problem.code !== "Forbidden") throw problem;
    await start(signal);
    return send();
  }
}

async function ask(address, options, signal) {
  const stopping = AbortSignal.any([AbortSignal.timeout(PATIENCE), signal].filter(Boolean));
  const settings = { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stopping };
  let response;
  let found;
  try {
    response = await fetch(address, { ...options, ...settings });
    found = await contentOf(response);
  } catch {
    throw new ServerProblem(signal?.aborted ? "Stopped" : "Lost");
  }
  if (response.ok) return found;
  throw problemOf(response, found);
}

async function contentOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? response.json() : null;
}

function problemOf({ type, status }, found) {
  if (type === "opaqueredirect" || status === 401) return new ServerProblem("SignedOut");
  if (found?.sentence) return new ServerProblem(found.problem, found.sentence);
  return new ServerProblem({ 403: "Forbidden", 404: "Missing" }[status] ?? "ServerRefused");
}
