// The writer's worker for the dialogue: the code goes in, verified messages come out. No key leaves this thread.
import { checkReportRecipient, containsReceiptCode, openAsWriter, sealMessage, tidyReceiptCode } from "../web/dialogue.js";
import { deriveReceiptKeys, fromBase64, toBase64 } from "../web/sealing.js";

let keys = null;
let dialogue = null;
let earlier = [];

async function derive({ typed }) {
  const code = tidyReceiptCode(typed);
  keys = await deriveReceiptKeys(code);
  return keys.lookupId;
}

/** `answer` is what the server says of the dialogue; nothing of it is believed before it is verified. */
async function open({ answer }) {
  const { programme, report, recipient, recipient_mac: mac } = answer;
  checkReportRecipient(keys.macKey, { report, recipient, mac });
  dialogue = { programme, report, root: keys.macKey, reportRecipient: recipient, dialogueRecipient: keys.dialogueRecipient, keyNumber: 1 };
  earlier = answer.messages.map((message) => fromBase64(message.sealed));
  return openAsWriter(dialogue, earlier, keys.dialogueIdentity);
}

async function reply({ text }) {
  if (containsReceiptCode(text)) throw Object.assign(new Error(), { code: "HoldsCode" });
  const sealed = await sealMessage(dialogue, { earlier, kind: "answer", text });
  return { lookup: keys.lookupId, number: earlier.length + 1, sealed: toBase64(sealed) };
}

const actions = { ready: () => true, derive, open, reply };

addEventListener("message", async ({ data: { id, do: what, ...values } }) => {
  try {
    postMessage({ id, result: await actions[what](values) });
  } catch (problem) {
    postMessage({ id, error: { code: problem.code ?? "Unexpected", field: problem.field ?? "" } });
  }
});
