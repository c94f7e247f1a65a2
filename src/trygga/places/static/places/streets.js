// How the names of Swedish streets are spelled; the same as trygga.lib.streets, which says why.
export const setOf = (text) => new Set(text.split(" "));

const LONGEST = 200; // characters
const L = "A-Za-zÀ-ÖØ-Þà-öø-į\\u0132-\\u0148\\u014a-\\u017e";
const KEPT = `${L}0-9 ,.:'#/\\-`;
const FOREIGN = new RegExp(`[^${KEPT}\\u0300-\\u036f\\u212b]`, "gu");
const STILL_FOREIGN = new RegExp(`[^${KEPT}]`, "gu");
const TOKEN = new RegExp(`( ?)(\\d+:[aeAE](?![${L}])|\\d+|[${L}]+(?:[-:'][${L}]+)*|[^ ])(\\.?)`, "gu");
const CAPITAL_PLACE = new RegExp(`(^|-)[${L}]`, "gu");
const WORD = new RegExp(`^([${L}]|\\d+:)`, "u");
const TIDY = [
  [/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " "], [/[\n-\r\u0085\u2028\u2029;|()[\]]/g, ","],
  [/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, ""], [/\u2105/g, " c/o "],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-"], [/[\u2018\u2019\u02bc\u00b4\u0060]/g, "'"],
  [/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.codePointAt() & 15)],
];
const PLAIN = { __proto__: null, æ: "ä", ø: "ö", "-": " ", ":": "", "'": "", ".": "" };
const GENERIC = setOf("gata gatan väg vägen torg torget plats platsen plan gränd gränden allé allén stig stigen backe "
  + "backen park parken esplanad esplanaden");
/** Towns that are known without a postal code before them. */
export const TOWNS = setOf("aneby bankeryd barnarp bodafors bottnaryd bredaryd eksjö forserum gislaved gnosjö gränna "
  + "habo hestra huskvarna jönköping kaxholmen lekeryd landsbro malmbäck mullsjö månsarp norrahammar nässjö reftele "
  + "skillingaryd smålandsstenar stensjön sävsjö taberg tenhult tranås vaggeryd vetlanda visingsö vrigstad värnamo "
  + "ölmstad ödeshög örserum borås eskilstuna falun gävle göteborg halmstad helsingborg kalmar karlskrona karlstad "
  + "kiruna kristianstad linköping luleå malmö norrköping skövde solna stockholm sundsvall södertälje umeå uppsala "
  + "varberg västerås växjö örebro östersund");
const COMPASS = { __proto__: null, n: "Norra", s: "Södra", ö: "Östra", v: "Västra" };
const MARKED = {
  __proto__: null,
  "s:t": "Sankt", "s:ta": "Sankta", "st:a": "Stora", "l:a": "Lilla", "g:a": "Gamla", "n:a": "Norra", "s:a": "Södra",
  "ö:a": "Östra", "v:a": "Västra", "1:a": "Första", "2:a": "Andra", "3:e": "Tredje", "4:e": "Fjärde", "5:e": "Femte",
};
const SAINTS = setOf("sankt sankta");
const PREFIXES = setOf("norra södra östra västra stora lilla gamla nya långa korta breda smala raka krokiga höga låga "
  + "djupa branta tvära runda gröna röda vita svarta gula blå grå övre nedre yttre inre mellersta bortre främre första "
  + "andra tredje fjärde femte sankt sankta n s ö v");
const ALONE = { __proto__: null, g: "gatan", gat: "gatan", gr: "gränd", v: "vägen", vg: "vägen", all: "allén" };
const TAIL = /^(.+?)(gat|väg|vg|gr|all|g|v)$/;
const WHOLE = new RegExp("^(?!storg$).*(berg|borg|torg|skog|krog|stig|hög|[aeiouyåäö]ng|golv|tolv|kalv|halv|valv|älv"
  + "|ulv|varv|[^sdne]all)$");
const CLIPPED = /^(storg|.+(sg|sv|vg|gat))$/;
export const low = (text) => text.toLowerCase();
export const cut = (text) => [...text.slice(0, 2 * LONGEST)].slice(0, LONGEST).join("");
const upFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const isPrefix = (word) => PREFIXES.has(low(word));


/** Composed, with plain spaces, dashes and digits; a comma for what divides, NUL for what is in no address. */
export function tidy(text) {
  const kept = TIDY.reduce((left, [from, to]) => left.replace(from, to), text).replace(FOREIGN, "\0").normalize("NFC");
  return kept.replace(STILL_FOREIGN, "\0").replace(/ +/g, " ").replaceAll(" - ", ",").replace(/^[ ,]+|[ ,]+$/g, "");
}

/** The words, numbers and signs of a tidy text. */
export const tokensOf = (text) => [...text.matchAll(TOKEN)].filter(([, , word]) => word !== ".")
  .map(([, space, word, dot]) => ({
    text: word, low: low(word), glued: !space, dotted: Boolean(dot),
    isWord: WORD.test(word), isNumber: /^\d+$/.test(word),
  }));

/** For comparing: lower case, without accents but å, ä and ö, a space for a hyphen. */
export const fold = (text) => low(text).replace(/[^a-zåäö0-9 ]/g, (sign) => PLAIN[sign] ?? sign.normalize("NFD")[0])
  .replace(/ +/g, " ").trim();

/** Words typed in one case alone get capitals as names have them. */
export function titled(words) {
  const whole = words.join(" ");
  const capital = (word) => (GENERIC.has(word) ? word : word.replace(CAPITAL_PLACE, (place) => place.toUpperCase()));
  const isPlain = whole === low(whole) || upFirst(whole) === whole.toUpperCase();
  const shown = isPlain ? words.map(low).map(capital) : words;
  return shown.length ? [upFirst(shown[0]), ...shown.slice(1)] : shown;
}

/** The name as displayed; `isWhole` is false for what is being typed. */
export function streetName(tokens, isWhole = true) {
  const cased = titled(tokens.map(({ text }) => text));
  const words = cased.map((word, at) => (at < cased.length - 1 && MARKED[low(word)]) || word);
  if (!tokens.at(-1)?.isWord) return words.join(" ");
  const ended = withWholeEnd(words, tokens.at(-1).dotted, isWhole);
  if (ended.at(-1).length < 2 || !ended.slice(0, -1).every(isPrefix)) return ended.join(" ");
  return ended.map((word, at) => (at < ended.length - 1 && COMPASS[low(word)]) || word).join(" ");
}

function withWholeEnd(words, isDotted, isWhole) {
  const [before, last] = [words.slice(0, -1), words.at(-1)];
  if (before.length && (low(last) in ALONE || /^(gatan|vägen)$/i.test(last))) return withEndAlone(before, last);
  const tail = low(last).match(TAIL);
  if (!tail || !((isDotted && !WHOLE.test(low(last))) || (isWhole && CLIPPED.test(low(last))))) return words;
  return [...before, last.slice(0, tail[1].length) + (ALONE[tail[2]] ?? "vägen")];
}

function withEndAlone(before, last) {
  const [first, previous, whole] = [before.slice(0, -1), before.at(-1), ALONE[low(last)] ?? last];
  if (!first.every(isPrefix) || SAINTS.has(low(previous)) || !/^\D/.test(previous)) return [...before, last];
  if (isPrefix(previous)) return [...before, whole];
  const mayBeGenitive = /s$/i.test(previous) && /^vg?$/i.test(last);
  const mayBeTwo = !(low(last) in ALONE) && !/[bcdfghjklmnpqrstvwxz]$/i.test(previous);
  if (mayBeGenitive || mayBeTwo || whole === "allén" || previous.length === 1) return [...before, last];
  return [...first, previous + low(whole)];
}

/** Why a text is no address: `code` is "empty", "box", "no_number", "no_street", "too_long" or "unreadable". */
export class NotAnAddress extends Error {
  constructor(code) {
    super(code);
    Object.assign(this, { code, field: "" });
  }
}

/** Throws NotAnAddress. */
export function demand(condition, code = "unreadable") { if (!condition) throw new NotAnAddress(code); }

/** The text, tidy; throws NotAnAddress where nothing can be read, or nothing is there. */
export function checked(text) {
  demand(text.length <= 2 * LONGEST && [...text].length <= LONGEST, "too_long");
  const tidied = tidy(text);
  demand(!tidied.includes("\0"));
  demand(tidied, "empty");
  return tidied;
}

/** The name as displayed; throws NotAnAddress where it is too long. */
export function whole(tokens) {
  const name = streetName(tokens);
  demand(name.length <= 80, "too_long");
  return name;
}

/** A street's name alone, as it is displayed. Throws NotAnAddress. */
export function normaliseStreet(text) {
  const tokens = tokensOf(checked(text));
  demand(tokens.every(({ isWord, isNumber }) => isWord || isNumber));
  demand(tokens.some(({ text: word, isWord }) => isWord && word.length > 1), "no_street");
  return whole(tokens);
}

/** The words of a street's name, or of the beginning of one, for comparing and searching; never throws. */
export function streetKey(text) {
  const tokens = tokensOf(tidy(cut(text)).replaceAll("\0", " "));
  return fold(streetName(tokens.filter(({ text: [first] }) => !",:'#/-".includes(first)), false));
}
