// The only place where a worker starts: at a fixed address, under the one Trusted Types policy that the pages allow.

const ADDRESS = /^\/static\/(concerns\/(sealer|reader)|casework\/keys)(\.[0-9a-f]{12})?\.js$/;

function checked(url) {
  if (!ADDRESS.test(url)) throw new TypeError("not a worker of ours");
  return url;
}
const policy = globalThis.trustedTypes?.createPolicy("tg", { createScriptURL: checked }) ?? { createScriptURL: checked };

/** What went wrong in the worker: `code` is the cause; `WorkerFailed` when it did not load, `Stopped` after `stop`. */
export class WorkerProblem extends Error {
  constructor(code, field = "") {
    super(field ? `${code}: ${field}` : code);
    Object.assign(this, { name: "WorkerProblem", code, field });
  }
}

/**
 * Starts the module worker at `url` and returns `call(what, values, onProgress) -> Promise<result>`.
 *
 * The worker hears `{id, do: what, ...values}` and says `{id, progress}` any number of times, then `{id, result}` or
 * `{id, error: {code, field}}`. `call.stop()` ends the worker with all that it knows.
 */
export function startWorker(url) {
  const worker = new Worker(policy.createScriptURL(url), { type: "module" });
  const waiting = new Map();
  let ended = null;
  let last = 0;

  const end = (code) => {
    ended ??= code;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new WorkerProblem(ended));
    waiting.clear();
  };
  worker.addEventListener("error", () => end("WorkerFailed"));
  worker.addEventListener("messageerror", () => end("WorkerFailed"));
  worker.addEventListener("message", ({ data: { id, progress, result, error } }) => {
    const call = waiting.get(id);
    if (!call) return;
    if (progress !== undefined) return call.onProgress?.(progress);
    waiting.delete(id);
    if (error) call.reject(new WorkerProblem(error.code, error.field));
    else call.resolve(result);
  });

  const call = (what, values = {}, onProgress) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(new WorkerProblem(ended));
      last += 1;
      waiting.set(last, { resolve, reject, onProgress });
      worker.postMessage({ ...values, id: last, do: what });
    });
  call.stop = () => end("Stopped");
  return call;
}
