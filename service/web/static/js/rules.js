// The report's rules over figures, read from the same trees that the server checks. Null is what cannot be known.

import * as number from "./numbers.js";

const COMPARE = {
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const PASTS = ["previous", "same_period_last_year"];

// `lookup(code, past)` gives a number of this report or of an earlier one, or null where it is missing or does not apply.
export function valueOf(node, lookup) {
  if ("number" in node) return number.fromDecimal(node.number);
  if ("indicator" in node) return lookup(node.indicator, null);
  const past = PASTS.find((name) => name in node);
  if (past) return lookup(node[past], past);
  if ("chain" in node) return chain(node, lookup);
  if ("multiply" in node) return pair(node.multiply, lookup, number.multiply);
  if ("divide" in node) return pair(node.divide, lookup, (a, b) => (b.top === 0n ? null : number.divide(a, b)));
  const [name] = Object.keys(node);
  const values = node[name].map((part) => valueOf(part, lookup));
  if (values.includes(null)) return null;
  if (name === "abs") return number.absolute(values[0]);
  const sign = name === "min" ? -1 : 1;
  return values.reduce((best, value) => (number.compare(value, best) === sign ? value : best));
}

export function holds(condition, lookup) {
  if ("compare" in condition) {
    const left = valueOf(condition.left, lookup);
    const right = valueOf(condition.right, lookup);
    return left === null || right === null ? null : COMPARE[condition.compare](number.compare(left, right));
  }
  if ("not" in condition) {
    const inner = holds(condition.not, lookup);
    return inner === null ? null : !inner;
  }
  const decisive = "or" in condition;
  const verdicts = (condition.or || condition.and).map((part) => holds(part, lookup));
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes(null) ? null : !decisive;
}

// How far the sides of the first comparison that fails are apart.
export function difference(condition, lookup) {
  for (const item of comparisons(condition)) {
    const left = valueOf(item.left, lookup);
    const right = valueOf(item.right, lookup);
    if (left !== null && right !== null && number.compare(left, right) !== 0) {
      return number.format(number.absolute(number.add(left, number.negate(right))), 4);
    }
  }
  return "0";
}

function comparisons(condition) {
  if ("compare" in condition) return [condition];
  if ("not" in condition) return comparisons(condition.not);
  return (condition.or || condition.and).flatMap(comparisons);
}

function chain(node, lookup) {
  const terms = node.chain.map(({ minus, term }) => ({ minus, isNumber: "number" in term, value: valueOf(term, lookup) }));
  if (terms.some((term) => term.value === null) && !node.missing_is_zero) return null;
  const figures = terms.filter((term) => !term.isNumber);
  if (figures.length && figures.every((term) => term.value === null)) return null;
  return terms.reduce(
    (sum, term) => (term.value === null ? sum : number.add(sum, term.minus ? number.negate(term.value) : term.value)),
    number.zero,
  );
}

function pair(parts, lookup, combine) {
  const [left, right] = parts.map((part) => valueOf(part, lookup));
  return left === null || right === null ? null : combine(left, right);
}
