// Swedish street addresses, read and compared as trygga.lib.addresses does, which says what is meant and why.
import { TOWNS, checked, cut, demand, fold, low, setOf, streetKey, tidy, titled, tokensOf, whole } from "./streets.js";

export { NotAnAddress, normaliseStreet, streetKey } from "./streets.js";

const BOX = /(^|[ ,])(((post ?|p\.? ?o\.? ?)?box)(?=[ .:]*(nr\.? ?)?\d|,|$)|(fe|fack|postlåda)[ .:]*\d|poste restante)/;
const HOME = /^(0[5-9]|[1-8]\d)(?!00)\d\d$/;
const POSTCODE = /^([1-9]\d{4}|[1-9]\d\d \d\d)$/;
const HOME_MARKS = setOf("# lgh lägenhet lägenhetsnr lägenhetsnummer lghnr lgnr läg apt apartment flat");
const FLOORS = setOf("tr trp trapp trappa trappor vån våning våningen plan etage");
const GROUND = setOf("bv nb bottenvåning bottenvåningen bottenvån bottenplan entréplan markplan");
const BELOW = setOf("källare källaren källarplan");
const ENTRANCES = setOf("uppg uppgång uppgången port porten ingång ing entré trapphus");
const NOT_STREETS = new Set([...ENTRANCES, ...setOf("hus kv kvarter kvarteret byggnad fastighet objekt lokal garage")]);
const ROADS = setOf("väg riksväg länsväg");
const SPELLED = { __proto__: null, "b v": "bv", "n b": "nb", "t h": "th", "t v": "tv", "nedre botten": "nb" };
// A street's name ends before these; not before "plan" and the like: Vasa plan 3.
const ENDS = new Set([...HOME_MARKS, ...FLOORS, ...GROUND, ...BELOW, "uppg", "uppgång", "nr"]);
["plan", "flat", "läg"].forEach((word) => ENDS.delete(word));
const END = Array(4).fill({ text: "", low: "" });

function withoutCareOf(text) {
  const found = text.split(",").map((part) => [part, part.match(/(^| )c ?\/ ?o(.*)/i)]);
  demand(!found.some(([, match]) => match && /\d/.test(match[2])));
  const kept = found.map(([part, match]) => (match ? part.slice(0, match.index) : part)).join(",");
  demand(!BOX.test(low(kept)), "box");
  return [kept, found.some(([, match]) => match)];
}

// Each looks at tokens with END behind them, from one index.
function afterHomeMark(tokens, at) {
  if (!HOME_MARKS.has(tokens[at].low)) return at;
  return at + 1 + tokens.slice(at + 1).findIndex(({ low: word }) => !["nr", "#", ":", "-"].includes(word));
}
function spelled(tokens, at) {
  const [one, two] = [tokens[at], tokens[at + 1]];
  const word = SPELLED[`${one.low} ${two?.low}`];
  return word && (one.text.length > 1 || (one.dotted && two.dotted)) ? [word, 2] : [one.low, 1];
}
const isLetter = (tokens, at) => tokens[at].isWord && tokens[at].text.length === 1 && spelled(tokens, at)[1] === 1;
function postcode(tokens, at) {
  const land = tokens[at + 1]?.text === "-" ? ["se", "s"] : ["se"];
  const start = land.includes(tokens[at].low) ? at + land.length : at;
  const [one, two, three] = [...tokens.slice(start, start + 3), ...END];
  if (POSTCODE.test(one.text)) return [one.text, start + 1];
  if (POSTCODE.test(`${one.text} ${two.text}`) && !FLOORS.has(three.low)) return [one.text + two.text, start + 2];
  return ["", at];
}
const isStreetNumber = (tokens, at) => /^0{0,3}[1-9]\d{0,3}$/.test(tokens[at].text) && !postcode(tokens, at)[0]
  && (!FLOORS.has(tokens[at + 1].low) || tokens[at + 2].isNumber);
const wordsEnd = (tokens, at) =>
  tokens.findIndex(({ isWord, low: word }, index) => index >= at && (!isWord || ENDS.has(word)));

// One part of an address each: from `at`, [where it ends, what it says]; nothing where it is none.
function home(tokens, at, { number = 1000, home: known }) {
  const start = afterHomeMark(tokens, at);
  if (start > at) return markedHome(tokens, start);
  const [word, length] = spelled(tokens, at);
  if (word === "th" || word === "tv") return [at + length, { ownNumber: word.toUpperCase() }];
  const bare = tokens[at].text === "/" ? at + 1 : at;
  return HOME.test(tokens[bare].text) && number < 1000 && !known && [bare + 1, { home: tokens[bare].text }];
}
function markedHome(tokens, start) {
  let [number, end] = ["", start];
  for (; tokens[end].text && (end === start || tokens[end].glued); end += 1) {
    const { text, isNumber, isWord } = tokens[end];
    if (!(isNumber || (isWord && text.length <= 3) || (number && /^[-/]$/.test(text)))) break;
    number += text;
  }
  if (HOME.test(number)) return [end, { home: number }];
  if (/^\d+$/.test(number) && isLetter(tokens, end)) [number, end] = [number + tokens[end].text, end + 1];
  return number && number.length <= 20 && [end, { ownNumber: number.toUpperCase() }];
}
const entrance = (tokens, at) => ENTRANCES.has(tokens[at].low) && isLetter(tokens, at + 1)
  && [at + 2, { letter: tokens[at + 1].text.toUpperCase() }];
function floor(tokens, at) {
  const [word, length] = spelled(tokens, at);
  if (GROUND.has(word) || BELOW.has(word)) return [at + length, { floor: GROUND.has(word) ? 0 : -1 }];
  const [counted, told] = FLOORS.has(tokens[at + 1].low) ? [at, at + 1] : [at + 1, at];
  const [count] = tokens[counted].text.split(":");
  return FLOORS.has(tokens[told].low) && /^\d\d?$/.test(count) && [at + 2, { floor: Number(count) }];
}
function post(tokens, at) {
  const [code, end] = postcode(tokens, at);
  return code && [end, { postcode: code }];
}
function street(tokens, at, found) {
  let end = wordsEnd(tokens, at);
  let words = tokens.slice(at, end);
  const first = words[0]?.low;
  if (found.street || words.every(({ text }) => text.length === 1) || NOT_STREETS.has(first)) return null;
  if (words.length === 1 && ROADS.has(first) && tokens[end].isNumber) [words, end] = [[...words, tokens[end]], end + 1];
  if (tokens[end].low === "nr") end += 1;
  if (!isStreetNumber(tokens, end)) return null;
  const said = { street: whole(words), number: Number(tokens[end].text) };
  const letter = tokens[end + 1].text === "-" && tokens[end + 1].glued ? end + 2 : end + 1;
  if (!isLetter(tokens, letter) || postcode(tokens, letter)[0]) return [end + 1, said];
  return [letter + 1, { ...said, letter: tokens[letter].text.toUpperCase() }];
}
function town(tokens, at, found, towns) {
  const end = wordsEnd(tokens, at);
  const words = tokens.slice(at, end).map(({ text }) => text);
  while (words.length && /^(sverige|sweden)$/i.test(words.at(-1))) words.pop();
  const name = titled(words).join(" ");
  if (words.length && !towns.has(fold(name)) && !found.postcode) return null;
  demand(name.length <= 60, "too_long");
  return end > at && [end, words.length ? { town: name } : {}];
}

/** Keeps what the parts say in `found`, and what is not understood in `rest`. */
function read(part, found, rest, towns) {
  const tokens = [...tokensOf(part.trim()), ...END];
  for (let at = 0; tokens[at].text;) {
    const steps = [home, entrance, floor, post, street, town];
    const [end, said] = steps.reduce((step, look) => step || look(tokens, at, found, towns), null) || [at, {}];
    for (const [name, value] of Object.entries(said)) demand((found[name] ??= value) === value);
    if (end === at) rest.push(tokens[at]);
    at = Math.max(end, at + 1);
  }
}
/** The fields of the address that a text means, its keys and its line. Throws NotAnAddress. */
export function parse(text, towns = []) {
  const [kept, hadCareOf] = withoutCareOf(checked(text));
  const [found, rest, known] = [{}, [], new Set([...TOWNS, ...towns.map((name) => fold(tidy(name)))])];
  for (const part of kept.split(",")) read(part, found, rest, known);
  const hasWords = rest.some(({ isWord, text: word }) => isWord && word.length > 1);
  demand(!ROADS.has(rest[0]?.low), "no_number");
  demand(!rest.length || !(found.street || (hasWords && rest.some(({ isNumber }) => isNumber))));
  demand(found.street, hasWords ? "no_number" : "no_street");
  return withKeys({ letter: "", home: "", floor: null, postcode: "", town: "", ownNumber: "", ...found, hadCareOf });
}
function withKeys(address) {
  const { street: name, number, letter, home: door, floor: up, postcode: code, town: place, ownNumber: own } = address;
  const buildingKey = `${streetKey(name)}|${number}${fold(letter)}`;
  const rest = door ? `|${door}` : `${up === null ? "" : `|floor ${up}`}${own && `|own ${low(own)}`}`;
  const floors = { null: "", 0: "bv", "-1": "källare" };
  const parts = [`${name} ${number} ${letter}`, floors[up] ?? `${up} tr`, door && `lgh ${door}`, own && `lgh ${own}`,
    code ? `${code.slice(0, 3)} ${code.slice(3)} ${place}` : place];
  return { ...address, buildingKey, homeKey: buildingKey + rest, line: parts.filter(Boolean).map((part) => part.trim()).join(", ") };
}
/** Whether two addresses name one home, as far as their towns are told. */
export const isSameHome = (one, other) => one.homeKey === other.homeKey
  && (!one.town || !other.town || fold(one.town) === fold(other.town))
  && (!one.postcode || !other.postcode || one.postcode === other.postcode);
/** The lägenhetsnummer in a column of them; null for anything else. */
export function homeNumber(text) {
  const tokens = [...tokensOf(tidy(cut(text))), ...END];
  const at = afterHomeMark(tokens, 0);
  return HOME.test(tokens[at].text) && !tokens[at + 1].text ? tokens[at].text : null;
}
