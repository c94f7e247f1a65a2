// A report that does not open: out of the way, for the whole unit, and back. Offered once opening it has failed.
import { complainInList } from "./list.js";
import { post } from "./server.js";
import { text } from "./texts.js";
import { once, part, viewOf } from "./views.js";

const offer = part(viewOf("list"), "aside");
const buttons = { "set-aside": part(offer, "set-aside"), "put-back": part(offer, "put-back") };
let now = null; // {mailbox, row}

/** `onMoved(sentence)` fetches the list again and says it. */
export function bindAside(onMoved) {
  for (const [way, button] of Object.entries(buttons)) {
    button.addEventListener("click", () => once(button, () => move(way, onMoved)));
  }
}

/** Shows the way that this row can go; it goes away with the sentence above it. */
export function offerAside(mailbox, row) {
  now = { mailbox, row };
  const isAside = row.state === "set-aside";
  buttons["set-aside"].hidden = isAside;
  buttons["put-back"].hidden = !isAside;
  offer.hidden = false;
  offer.scrollIntoView({ block: "center" });
}

async function move(way, onMoved) {
  const { mailbox, row } = now;
  try {
    await post(mailbox.address(row.report, way), {}, mailbox.signal);
  } catch (problem) {
    return complainInList(problem);
  }
  await onMoved(text(`${way}-done`));
}
