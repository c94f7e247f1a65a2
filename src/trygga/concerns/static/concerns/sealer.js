// The writer's worker: seals a sheet, proves some work for it. Keys never leave this thread, except the receipt code.
import { deriveReceiptKeys, groupReceiptCode, newReceiptCode, newReportId, sealReport, sealReportIdentity, toBase64 } from "../web/sealing.js";
import { sha256 } from "../web/vendor/age.js";

const PATIENCE = 30_000;
const report = newReportId();
const proof = { token: "", counter: "" };
let sealed = null;

function zeroBits(bytes) {
  let bits = 0;
  for (const byte of bytes) {
    if (byte === 0) { bits += 8; continue; }
    return bits + Math.clz32(byte) - 24;
  }
  return bits;
}

function prove({ token, bits }) {
  const encoder = new TextEncoder();
  for (let counter = 0; ; counter += 1) {
    if (zeroBits(sha256(encoder.encode(`${token}.${report}.${counter}`))) >= bits) {
      Object.assign(proof, { token, counter: String(counter) });
      return;
    }
  }
}

/** Seals anew: what was changed on the sheet since the last time goes with it. Answers the receipt code in groups. */
async function seal({ concern, place, ringRecipient, language }) {
  const code = newReceiptCode();
  const receipt = await deriveReceiptKeys(code);
  const at = { ...place, report };
  sealed = await sealReport(concern, { place: at, ringRecipient, receipt, language });
  sealed.place = at;
  return groupReceiptCode(code);
}

async function sealAgain({ epoch, recipient }) {
  sealed.place = { ...sealed.place, epoch };
  const to = { place: sealed.place, ringRecipient: recipient };
  sealed.reportIdentity = await sealReportIdentity(sealed.identity, sealed.sealedReport, to);
}

/** Posts until the server has said yes or no; a newer key or an old page are mended here, twice at most. */
async function deliver({ concern, address }, mendsLeft = 2) {
  const response = await post(address, parcel(concern));
  const answer = await response.json().catch(() => ({ problem: "refused" }));
  if (response.ok) return { stored: true, ...answer };
  if (mendsLeft === 0 || !["epoch", "expired"].includes(answer.problem)) return answer;
  if (answer.problem === "epoch") await sealAgain(answer);
  else prove(answer);
  return deliver({ concern, address }, mendsLeft - 1);
}

/** A server that cannot say what it did counts as no answer: the same report is sent again, and stored once. */
async function post(address, content) {
  const options = { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(address, options).catch(() => { throw new NoAnswer(); });
  if (response.status >= 500) throw new NoAnswer();
  return response;
}

class NoAnswer extends Error {
  code = "NoAnswer";
}

const parcel = ({ pathway, area }) => ({
  ...proof,
  report,
  organisation: sealed.place.organisation,
  unit: sealed.place.unit,
  epoch: sealed.place.epoch,
  pathway,
  area,
  lookup: sealed.lookup,
  recipient: sealed.recipient,
  recipient_mac: sealed.recipientMac,
  report_identity: toBase64(sealed.reportIdentity),
  sealed_report: toBase64(sealed.sealedReport),
});

const actions = { ready: () => true, prove, seal, deliver };

addEventListener("message", async ({ data: { id, do: what, ...values } }) => {
  try {
    postMessage({ id, result: await actions[what](values) });
  } catch (problem) {
    postMessage({ id, error: { code: problem.code ?? "Unexpected", field: problem.field ?? "" } });
  }
});
