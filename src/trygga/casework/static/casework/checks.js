// What the key worker verifies once a report is open: the record of its first opening, its address, its dialogue.
import { demand, fromBase64, SealingError } from "../web/sealing.js";
import { checkReportRecipient, openAsMember } from "../web/dialogue.js";
import { checkOpening } from "../web/rings.js";

export function bytes(text, field) {
  try { return fromBase64(text); } catch { throw new SealingError("MalformedFile", field); }
}

/** Throws unless the files of the report are those that were opened first. */
export async function checkRecord(opening, ring, files) {
  const record = bytes(opening, "opening");
  // The row does not tell which epoch was the newest when it was opened: never one older than the report's own.
  for (let epoch = ring.epoch; epoch >= files.place.epoch; epoch -= 1) {
    try {
      return await checkOpening(record, ring, { ...files, place: { ...files.place, epoch } });
    } catch (problem) {
      if (problem.code !== "WrongKey" || epoch === files.place.epoch) throw problem;
    }
  }
}

/** Whether the writer's page will seal answers to what this report opens: else she is told that it is not genuine. */
export function isAddressed({ recipient, dialogueKey }, { report, recipient: found, recipient_mac: mac }) {
  try { checkReportRecipient(dialogueKey, { report, recipient: found, mac }); } catch { return false; }
  return found === recipient;
}

/**
 * The dialogue, verified: {messages, chain, trouble}. `trouble` is the code of what is wrong, or "".
 *
 * Whatever it is, the concern has been opened by then, and nothing here may keep it from being read.
 */
export async function openMessages(dialogue, sealed, identity) {
  try {
    const chain = sealed.messages.map((message) => bytes(message.sealed, "messages"));
    const opened = await openAsMember(dialogue, chain, identity);
    checkRows(sealed, opened);
    const messages = opened.map(({ direction, kind, text }, index) =>
      ({ direction, kind, text, arrivedOn: sealed.messages[index].arrived_on }));
    return { messages, chain, trouble: "" };
  } catch ({ code }) {
    return { messages: [], chain: [], trouble: typeof code === "string" ? code : "Unexpected" };
  }
}

/** What the server says of the messages is what they say themselves. */
function checkRows({ messages: rows, opening, is_closed: isClosed }, messages) {
  messages.forEach(({ number, direction }, index) => {
    const row = rows[index];
    demand(row.number === number && row.direction === direction, "WrongNumber", "messages");
  });
  // The record of the first opening, and `received` as the first message: both are there, or neither.
  if (opening === null) demand(messages.length === 0, "OpeningMissing", "opening");
  else demand(messages[0]?.kind === "received", "MessagesMissing", "messages");
  // A row that says "closed" without the message that closes: the newest ones were held back.
  demand(!isClosed || messages.at(-1)?.kind === "closed", "MessagesMissing", "messages");
}
