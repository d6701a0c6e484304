// Finds the texts in a module's source: which are said by t() or tn(), which are shown as they are,
// and which merely look like English. A small reader of tokens, not of the language.

const WORD = /[A-Za-z_$][\w$]*/y;
const NUMBER = /\d[\w.]*/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const PUNCT = /===|!==|==|!=|=>|\?\?=|\?\?|\?\.|&&|\|\||\.\.\.|[<>]=|\+=|[^\s\w]/y;
const ENDS_VALUE = /^(?:[)\]}]|[\w$]+)$/;
const BEFORE_REGEX = new Set(["return", "typeof", "case", "of", "in"]);

/** @param {string} source @returns {{kind: string, text: string, line: number}[]} */
export function tokens(source) {
  return joined(new Reader(source).all());
}

/** "one " + "two" is one text. */
function joined(all) {
  const kept = [];
  for (const token of all) {
    const [last, before] = [kept.at(-1), kept.at(-2)];
    const goesOn = last?.text === "+" && last.kind === "punct" && before?.kind === "string";
    if (token.kind === "string" && goesOn) {
      kept.splice(-2, 2, { ...before, text: before.text + token.text });
    } else kept.push(token);
  }
  return kept;
}

class Reader {
  constructor(source) {
    this.source = source;
    this.at = 0;
    this.line = 1;
    this.found = [];
  }

  all(until = "") {
    let depth = 0;
    while (this.at < this.source.length) {
      const char = this.source[this.at];
      if (until && char === "}" && depth === 0) return this.found;
      if (until) depth += char === "{" ? 1 : char === "}" ? -1 : 0;
      this.one(char);
    }
    return this.found;
  }

  one(char) {
    const two = this.source.slice(this.at, this.at + 2);
    if (/\s/.test(char)) this.skip(1);
    else if (two === "//") this.skip(this.until("\n"));
    else if (two === "/*") this.skip(this.until("*/") + 2);
    else if (char === '"' || char === "'") this.quoted(char);
    else if (char === "`") this.template();
    else this.take();
  }

  until(end) {
    const found = this.source.indexOf(end, this.at + 1);
    return (found < 0 ? this.source.length : found) - this.at;
  }

  skip(length) {
    const text = this.source.slice(this.at, this.at + length);
    this.line += text.split("\n").length - 1;
    this.at += length;
    return text;
  }

  push(kind, text, line = this.line) {
    this.found.push({ kind, text, line });
  }

  quoted(quote) {
    const end = new RegExp(`${quote}((?:[^${quote}\\\\]|\\\\.)*)${quote}`, "ys");
    end.lastIndex = this.at;
    const [whole] = end.exec(this.source);
    this.push("string", (0, eval)(whole));
    this.skip(whole.length);
  }

  /** Its own words with {} for each hole; what is in the holes follows, between brackets. */
  template() {
    const token = { kind: "template", text: "", line: this.line };
    this.found.push(token);
    this.skip(1);
    while (this.source[this.at] !== "`") {
      if (this.source.startsWith("${", this.at)) {
        token.text += "{}";
        this.hole();
      } else token.text += this.source[this.at] === "\\" ? this.skip(2) : this.skip(1);
    }
    this.skip(1);
  }

  hole() {
    this.skip(2);
    this.push("punct", "[");
    this.all("}");
    this.push("punct", "]");
    this.skip(1);
  }

  take() {
    const before = this.found.at(-1);
    const value = before && (before.kind !== "punct" ? !BEFORE_REGEX.has(before.text)
      : ENDS_VALUE.test(before.text));
    const kinds = [["word", WORD], ["number", NUMBER], ...(value ? [] : [["regex", REGEX]]),
      ["punct", PUNCT]];
    for (const [kind, shape] of kinds) {
      shape.lastIndex = this.at;
      const hit = shape.exec(this.source);
      if (!hit) continue;
      this.push(kind, hit[0]);
      this.skip(hit[0].length);
      return;
    }
    this.skip(1);
  }
}

const OPENS = new Set(["(", "[", "{"]);
const CLOSES = new Set([")", "]", "}"]);
const COMPARED = new Set(["===", "!==", "==", "!=", "case", "in"]);
const DRAWS = { h: 2, fill: 1, redraw: 1, append: 0, prepend: 0, replaceChildren: 0 };
const SAYS = { t: 1, tn: 2, Gs1Fault: 1 };
const SPOKEN = new Set(["aria-label", "placeholder", "alt", "textContent"]);

/**
 * Every text of a module, and how it is used.
 * @param {string} source
 * @returns {{text: string, line: number, use: "said" | "shown" | "other", kind: string,
 *   calls: string[], key: string}[]}
 */
export function texts(source) {
  const all = tokens(source);
  const stack = [{ open: "", name: "", arg: 0, key: "" }];
  const found = [];
  for (const [place, token] of all.entries()) {
    const top = stack.at(-1);
    if (token.kind === "punct") walk(stack, all, place);
    else if (token.kind === "string" || token.kind === "template") {
      const next = all[place + 1]?.text;
      const before = all[place - 1]?.text;
      const name = next === ":" && top.open === "{" && (before === "{" || before === ",");
      const compared = COMPARED.has(before) || COMPARED.has(next);
      if (name) top.key = token.text;
      else if (!compared && !/^(?:from|import)$/.test(before ?? "")) {
        found.push({ ...token, ...useOf(stack, all, place) });
      }
    } else if (all[place + 1]?.text === ":" && top.open === "{"
      && ["{", ","].includes(all[place - 1]?.text)) top.key = token.text;
  }
  return found;
}

function walk(stack, all, place) {
  const { text } = all[place];
  const top = stack.at(-1);
  if (OPENS.has(text)) {
    const before = all[place - 1];
    const name = text === "(" && before?.kind === "word" ? before.text : "";
    stack.push({ open: text, name, arg: 0, key: "" });
  } else if (CLOSES.has(text)) stack.pop();
  else if (text === ",") Object.assign(top, { arg: top.arg + 1, key: "" });
  else if (text === ";") top.key = "";
}

function useOf(stack, all, place) {
  const inner = stack.filter((each) => each.open === "(").at(-1) ?? stack[0];
  const calls = stack.map((each) => each.name).filter(Boolean);
  const { key } = stack.at(-1);
  const places = SAYS[inner.name] ?? 0;
  const use = inner.arg < places ? "said" : isShown(stack, all, place) ? "shown" : "other";
  return { use, calls, key };
}

function isShown(stack, all, place) {
  const top = stack.at(-1);
  if (SPOKEN.has(top.key)) return true;
  if (top.key === "title" && stack.at(-2)?.name === "h") return true;
  const set = all[place - 1]?.text === "=" && all[place - 3]?.text === ".";
  if (set && ["textContent", "placeholder", "title"].includes(all[place - 2].text)) return true;
  if (top.name === "setAttribute" && top.arg === 1) {
    return SPOKEN.has(all[place - 2]?.text) || all[place - 2]?.text === "title";
  }
  if (top.name === "toast") return top.arg === 0;
  const drawn = stack.filter((each) => each.open !== "[").at(-1);
  const from = DRAWS[drawn.name];
  return drawn.open === "(" && from !== undefined && drawn.arg >= from;
}
