// The dialogue as it was sent: who, what, in order. The writer sees the same, apart from the text of her own answers.
import { dayOf, text } from "./texts.js";
import { part, viewOf } from "./views.js";

const view = viewOf("report");
const section = part(view, "messages");
const template = section.querySelector("template");
const list = part(view, "chain");

export function fillMessages({ messages, language, isClosed, trouble }) {
  section.hidden = trouble !== "";
  list.replaceChildren(...messages.map((message) => element(message, language)));
  part(view, "closed").hidden = !isClosed;
}

function element({ direction, kind, text: words, arrivedOn }, language) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.direction = direction;
  part(item, "who").textContent = text(`kind-${kind}`);
  part(item, "day").textContent = dayOf(arrivedOn);
  const place = part(item, "words");
  place.hidden = !words;
  place.textContent = words;
  if (direction === "from_writer") place.lang = language;
  return item;
}
