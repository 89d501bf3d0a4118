// Exact numbers as pairs of big integers, in Vietnamese notation: 1.174 is one thousand one hundred and seventy-four.

const PLAIN = /^-?\d+(,\d+)?$/;
const GROUPED = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/;
const DOTTED = /^(-?\d+)\.(\d+)$/;
const BEGUN = /^-?[0-9][0-9.,]*(?: [0-9][0-9.,]*)*/;
const SPACED = /^-?\d{1,3}(?:[ ,]\d{3})+$/;
const NOTHING = new Set(["không", "không có", "không phát sinh", "không phát sinh hồ sơ"]);
const SPARED = new Set([
  "n/a", "na", "ktpv", "không áp dụng", "không thuộc phạm vi", "không thuộc phạm vi báo cáo", "not applicable",
]);

// Letters beyond which nothing is a number; all that is looked for below takes its time by them.
const LONGEST = 1000;

export const zero = { top: 0n, bottom: 1n };

export function fromDecimal(text) {
  const [whole, decimals = ""] = text.split(".");
  return { top: BigInt(whole + decimals), bottom: 10n ** BigInt(decimals.length) };
}

// What nobody sees and the server leaves out.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

// {value} for a number, {spared} for n/a, {} for nothing, {problem, ...} where it is none of these.
export function parse(text, isCount) {
  if (text.length > LONGEST) return { problem: "notNumber", text: `${text.slice(0, 60)}…` };
  const typed = text.normalize("NFC").replace(INVISIBLE, "").trim().replace(/[\u00a0\u202f]/g, "");
  if (!typed) return {};
  const lower = typed.toLowerCase().replace(/\.+$/, "");
  if (SPARED.has(lower)) return { spared: true };
  if (isCount && NOTHING.has(lower)) return { value: zero };
  const bare = typed.replace(/%$/, "").trim().replace("\u2212", "-");
  // A count has no decimals: three digits after a comma are thousands, and a percentage is no count.
  const isDoubtful = isCount && (bare !== typed.replace("\u2212", "-") || SPACED.test(bare));
  if ((GROUPED.test(bare) || PLAIN.test(bare)) && !isDoubtful) {
    return { value: fromDecimal(bare.replace(/\./g, "").replace(",", ".")) };
  }
  const guess = guessed(bare);
  if (guess) return { problem: "dotted", text: typed, guess };
  return { problem: "notNumber", text: typed };
}

// What was probably meant by a number in another notation.
function guessed(bare) {
  const dotted = DOTTED.exec(bare);
  if (dotted) return `${dotted[1]},${dotted[2]}`;
  const begun = BEGUN.exec(bare)?.[0] ?? "";
  const rest = bare.slice(begun.length);
  // What follows may be its unit, in words apart from it; a letter at a digit is a slip.
  if (rest && (!/^ /.test(rest) || !/[a-zà-ỹđ]/i.test(rest) || /\d/.test(rest))) return "";
  let end = begun.length;
  while (end && ".,".includes(begun[end - 1])) end -= 1;
  const core = begun.slice(0, end);
  if (SPACED.test(core)) return core.replace(/[ ,]/g, ".");
  return GROUPED.test(core) || PLAIN.test(core) ? core : "";
}

export const add = (a, b) => ({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom });
export const negate = (a) => ({ top: -a.top, bottom: a.bottom });
export const multiply = (a, b) => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
export const divide = (a, b) =>
  b.top < 0n ? { top: -a.top * b.bottom, bottom: -(a.bottom * b.top) } : { top: a.top * b.bottom, bottom: a.bottom * b.top };
export const compare = (a, b) => {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const absolute = (a) => (a.top < 0n ? negate(a) : a);

// The number with dots between thousands and a decimal comma, rounded half up to so many decimals at most; without
// them it shows all that fit into a field.
export function format(value, decimals = 60) {
  const scale = 10n ** BigInt(decimals);
  const size = absolute(value);
  const scaled = (2n * size.top * scale + size.bottom) / (2n * size.bottom);
  const whole = (scaled / scale).toString().replace(/\B(?=(\d{3})+$)/g, ".");
  const rest = (scaled % scale).toString().padStart(decimals, "0").replace(/0+$/, "");
  const sign = value.top < 0n && scaled > 0n ? "-" : "";
  return sign + whole + (rest ? `,${rest}` : "");
}
