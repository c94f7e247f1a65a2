// Rule 11: no message from a member repeats an address, a name or a fact, or asks who the writer is.
// Simple on purpose: it compares words.

// How many letters a word of a field needs to tell something; of the fields of Infinity only names and numbers do.
const SHORTEST = {
  people: 2, contact: 2, address: 4, door: 4, seen: Infinity, heard: Infinity, told: Infinity, believed: Infinity,
};
const SHORTEST_NAME = 2;
const SHORTEST_STEM = 3; // letters that an ending can follow: "Annas" is Anna, and Anna is "Annas"
const LONGEST_ENDING = 2;
const SHORTEST_NUMBER = 2; // digits, in what is told freely; one digit is enough in an address
const SHORTEST_RUN = 5; // digits: a telephone number, however it is grouped

const WORD = /[\p{L}\p{M}]+|\p{N}+/gu;
const SENTENCE_END = /[.!?:\n]/u;

const plain = (text) => text.normalize("NFKC").toLowerCase();
const runsOf = (text) => text.normalize("NFKC").match(/\p{N}[\p{N}\s./()-]*\p{N}/gu) ?? [];
const digitsOf = (run) => run.replace(/\P{N}/gu, "");
const lengthOf = (word) => [...word].length;

/** The words of a text: as `written`, as `word` to compare, and what shows a name: a capital inside a sentence. */
function wordsOf(text) {
  const whole = text.normalize("NFKC");
  let end = 0;
  return [...whole.matchAll(WORD)].map(({ 0: written, index }, position) => {
    const isInside = position > 0 && !SENTENCE_END.test(whole.slice(end, index));
    end = index + written.length;
    const isCapital = /^\p{Lu}/u.test(written) && lengthOf(written) >= SHORTEST_NAME;
    return { written, word: plain(written), isNumber: /^\p{N}/u.test(written), isCapital, isName: isCapital && isInside };
  });
}

function isTelling({ word, isNumber, isName }, field) {
  const isFree = SHORTEST[field] === Infinity;
  if (isNumber) return !isFree || lengthOf(word) >= SHORTEST_NUMBER;
  return isName || lengthOf(word) >= SHORTEST[field];
}

function isSame(word, fact) {
  if (word === fact) return true;
  const [short, long] = word.length < fact.length ? [word, fact] : [fact, word];
  if (!long.startsWith(short) || long.length - short.length > LONGEST_ENDING) return false;
  return lengthOf(short) >= SHORTEST_STEM && !/^\p{N}/u.test(short);
}

/**
 * The first word or number of `text` that is one of the report's facts, or null.
 *
 * Words in `common` tell nothing, unless they are written as names: My in "Is My at home?", not in "Read my question".
 */
export function revealingWord(text, concern, common = []) {
  const everyday = new Set(common.map(plain));
  const fields = Object.keys(SHORTEST);
  const told = fields.flatMap((field) => wordsOf(concern[field]).map((one) => ({ ...one, field })));
  const facts = told.filter((one) => isTelling(one, one.field) && !everyday.has(one.word));
  const capitals = told.filter(({ isCapital }) => isCapital);
  const isAmong = ({ word }, ones) => ones.some((one) => isSame(word, one.word));
  const found = wordsOf(text).find((one) =>
    (!everyday.has(one.word) && isAmong(one, facts)) || (one.isName && isAmong(one, capitals)));
  if (found) return found.written;
  const runs = fields.flatMap((field) => runsOf(concern[field])).map(digitsOf);
  const long = runs.filter((digits) => digits.length >= SHORTEST_RUN);
  return runsOf(text).find((run) => long.some((digits) => digitsOf(run).includes(digits))) ?? null;
}

/** Whether a text asks who the writer is, by one of these phrases. */
export function asksWho(text, phrases) {
  const spaced = (words) => ` ${wordsOf(words).map(({ word }) => word).join(" ")} `;
  const said = spaced(text);
  return phrases.map(spaced).some((phrase) => phrase.trim() && said.includes(phrase));
}
