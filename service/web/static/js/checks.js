// What there is to say of the figures while one types: numbers that are none, and the report's rules.

import { compare, format, fromDecimal, parse } from "./numbers.js";
import { difference, holds, valueOf } from "./rules.js";

const fill = (text, values) => text.replace(/\{([\w.]+)\}/g, (gap, name) => values[name] ?? gap);

export class Checks {
  constructor(data) {
    this.data = data;
    const given = (text) => (text === "n/a" ? { spared: true } : { value: fromDecimal(text) });
    this.earlier = new Map(
      Object.entries(data.earlier).map(([past, { figures }]) => [
        past,
        new Map(Object.entries(figures).map(([code, text]) => [code, given(text)])),
      ]),
    );
  }

  // `typed` maps an indicator's code to the text in its field.
  run(typed) {
    const figures = new Map(this.data.spared.map((code) => [code, { spared: true }]));
    const problems = [];
    for (const [code, text] of typed) {
      const found = parse(text, this.data.indicators[code]?.kind === "count");
      figures.set(code, found);
      if (found.problem) problems.push(this.problem(code, found));
    }
    const lookup = (code, past) => (past ? this.earlier.get(past) : figures).get(code)?.value ?? null;
    const unread = new Set([...figures].filter(([, found]) => found.problem).map(([code]) => code));
    const broken = this.data.rules
      .filter((rule) => this.isAsked(rule, figures, unread) && holds(rule.condition, lookup) === false)
      .map((rule) => this.finding(rule, figures, lookup));
    const ratios = this.ratios(lookup);
    return { findings: [...problems, ...broken], ratios, results: this.results(lookup, ratios) };
  }

  isAsked(rule, figures, unread) {
    return rule.operands.every(({ code, past }) => {
      if (!past && unread.has(code)) return false;
      const given = (past ? this.earlier.get(past) : figures).get(code);
      // What does not apply compares with nothing; within a report it is a part that is not there.
      if (rule.looksBack && given?.spared) return false;
      return !this.data.indicators[code]?.required || Boolean(given?.value || given?.spared);
    });
  }

  problem(code, found) {
    const message = fill(this.data.words[found.problem], found);
    return { rule: "number", level: "error", message, subjects: [`indicators.${code}`] };
  }

  finding(rule, figures, lookup) {
    const values = { difference: difference(rule.condition, lookup) };
    for (const { name, code, past } of rule.operands) {
      const value = lookup(code, past);
      const spared = (past ? this.earlier.get(past) : figures).get(code)?.spared;
      values[name] = value ? format(value) : this.data.words[spared ? "notApplicable" : "blank"];
      if (past) values[past] = this.data.earlier[past].title;
    }
    const own = rule.operands.filter(({ past }) => !past);
    return {
      rule: rule.id,
      level: rule.level,
      message: fill(rule.message, values),
      subjects: own.map(({ code }) => `indicators.${code}`),
      isRule: true,
    };
  }

  // By indicator with a target of the year whether its figure, as it is shown, reaches it; null without a number.
  results(lookup, ratios) {
    const aimed = Object.entries(this.data.indicators).filter(([, { target }]) => target);
    return aimed.map(([code, { target }]) => {
      const figure = ratios.has(code) ? (parse(ratios.get(code), false).value ?? null) : lookup(code, null);
      if (figure === null) return { code, isMet: null, said: "" };
      const order = compare(figure, fromDecimal(target.value));
      const isMet = target.atLeast ? order >= 0 : order <= 0;
      return { code, isMet, said: isMet ? target.met : target.missed };
    });
  }

  ratios(lookup) {
    const found = new Map();
    for (const [code, indicator] of Object.entries(this.data.indicators)) {
      if (!indicator.numerator) continue;
      const top = valueOf(indicator.numerator, lookup);
      const bottom = valueOf(indicator.denominator, lookup);
      const isKnown = top !== null && bottom !== null && bottom.top !== 0n;
      found.set(
        code,
        isKnown ? format({ top: 100n * top.top * bottom.bottom, bottom: top.bottom * bottom.top }, 2) : "",
      );
    }
    return found;
  }
}
