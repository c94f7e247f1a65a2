// Rule 11: no message from a member repeats an address, a name or a fact. Simple on purpose: it compares words.

const FACTS = ["address", "door", "people", "contact"];
const SHORTEST_WORD = 4;
const LONGEST_ENDING = 2; // letters: "Annas" is still Anna
const SHORTEST_RUN = 5; // digits: a telephone number, however it is grouped

const plain = (text) => text.normalize("NFKC").toLowerCase();
const wordsOf = (text) => text.normalize("NFKC").match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
const runsOf = (text) => text.normalize("NFKC").match(/\p{N}[\p{N}\s./()-]*\p{N}/gu) ?? [];
const digitsOf = (run) => run.replace(/\P{N}/gu, "");

const hasNumber = (word) => /\p{N}/u.test(word);
const isTelling = (word) => hasNumber(word) || [...word].length >= SHORTEST_WORD;
const isSame = (word, fact) =>
  word === fact || (!hasNumber(fact) && word.startsWith(fact) && word.length - fact.length <= LONGEST_ENDING);

/** The first word or number of `text` that is one of the report's facts, or null. Words in `common` tell nothing. */
export function revealingWord(text, concern, common = []) {
  const everyday = new Set(common.map(plain));
  const told = FACTS.map((field) => concern[field]);
  const facts = told.flatMap(wordsOf).map(plain).filter((word) => isTelling(word) && !everyday.has(word));
  const isFact = (word) => !everyday.has(word) && facts.some((fact) => isSame(word, fact));
  const word = wordsOf(text).find((one) => isFact(plain(one)));
  if (word) return word;
  const runs = told.flatMap(runsOf).map(digitsOf).filter((digits) => digits.length >= SHORTEST_RUN);
  return runsOf(text).find((run) => runs.some((digits) => digitsOf(run).includes(digits))) ?? null;
}
