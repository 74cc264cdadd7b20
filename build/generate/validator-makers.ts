// The makers that every generated validator is a call of: the text at the head of the generated file.
import { GENERATED } from "./banner.ts";

/** What the validators call. JSON Schema counts characters, not UTF-16 units. */
export const HELPERS = `
const { isInteger } = Number;
function fail(validate, instancePath, keyword = "type", detail = undefined) {
  validate.errors = [{ instancePath, keyword, detail }];
  return false;
}
function text(max, min = 0, pattern = undefined) {
  const validate = (data, path = "") => {
    if (typeof data !== "string") return fail(validate, path);
    if (isLonger(data, max)) return fail(validate, path, "maxLength", max);
    if (data.length < min) return fail(validate, path, "minLength", min);
    return !pattern || pattern.test(data) || fail(validate, path, "pattern");
  };
  return validate;
}
function whole(min, max) {
  const validate = (data, path = "") => {
    if (!isInteger(data)) return fail(validate, path);
    if (data > max) return fail(validate, path, "maximum", max);
    return data >= min || fail(validate, path, "minimum", min);
  };
  return validate;
}
function flag(data, path = "") {
  return typeof data === "boolean" || fail(flag, path);
}
function oneOf(type, options) {
  const validate = (data, path = "") => {
    if (type && typeof data !== type) return fail(validate, path);
    return options.includes(data) || fail(validate, path, "enum");
  };
  return validate;
}
function equal(type, only) {
  const validate = (data, path = "") => {
    if (type && (type === "number" ? !isInteger(data) : typeof data !== type)) return fail(validate, path);
    return data === only || fail(validate, path, "const");
  };
  return validate;
}
function list(max, min = 0) {
  const validate = (data, path = "") => {
    if (!Array.isArray(data)) return fail(validate, path);
    if (data.length > max) return fail(validate, path, "maxItems", max);
    return data.length >= min || fail(validate, path, "minItems", min);
  };
  return validate;
}
function each(check) {
  const validate = (data, path = "") => {
    for (let at = 0; at < data.length; at++) if (!check(data[at], path + "/" + at)) return failAs(validate, check);
    return true;
  };
  return validate;
}
function every(checks) {
  const validate = (data, path = "") => {
    for (const check of checks) if (!check(data, path)) return failAs(validate, check);
    return true;
  };
  return validate;
}
function when(condition, check) {
  const validate = (data, path = "") => !condition(data) || check(data, path) || failAs(validate, check);
  return validate;
}
function later(get) {
  const validate = (data, path = "") => get()(data, path) || failAs(validate, get());
  return validate;
}
function failAs(validate, check) {
  validate.errors = check.errors;
  return false;
}
function fields(required, checks, open) {
  const table = {
    required,
    open,
    names: Object.keys(checks),
    values: Object.values(checks),
    // without a prototype, so that a field called "constructor" has no check
    checks: Object.assign(Object.create(null), checks),
  };
  const validate = (data, path = "") => {
    if (!data || typeof data !== "object" || Array.isArray(data)) return fail(validate, path);
    return isSound(data, table) || isFaultless(validate, data, path, table);
  };
  return validate;
}
// nearly every object is sound: to see no more than that takes an engine half as long as to tell what is wrong where
function isSound(data, { required, open, names, values }) {
  let seen = 0;
  for (let at = 0; at < names.length; at++) {
    const value = data[names[at]];
    if (value === undefined) {
      if (at < required) return false;
    } else {
      if (!values[at](value)) return false;
      seen++;
    }
  }
  return open || seen === Object.keys(data).length;
}
function isFaultless(validate, data, path, { required, open, names, checks }) {
  for (const name of names.slice(0, required)) {
    if (data[name] === undefined) return fail(validate, path, "required", name);
  }
  for (const name in data) {
    const check = checks[name];
    if (check === undefined) {
      if (open) continue;
      return fail(validate, path, "additionalProperties", name);
    }
    if (data[name] !== undefined && !check(data[name], path + "/" + name)) return failAs(validate, check);
  }
  return true;
}
function isLonger(text, limit) {
  // there are never more characters than units: nearly always that is enough
  return text.length > limit && ucs2length(text) > limit;
}
function ucs2length(text) {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) { count--; at++; }
  }
  return count;
}`;

export function declarations(titles: readonly string[]): string {
  return `${GENERATED}
import type {
${titles.map((title) => `  ${title},`).join("\n")}
} from "./types.ts";

/** What is wrong with the data. Validation stops at the first error. */
export interface ValidationError {
  /** Where, as a JSON pointer. */
  readonly instancePath: string;
  /** The keyword of the schema that is not met. */
  readonly keyword: string;
  /** The limit that is passed, or the name of the field that is missing or unknown there. */
  readonly detail?: number | string;
}

/** Tells whether data is a \`T\`; when it is not, \`errors\` holds why until it is used again. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors?: readonly ValidationError[] | null;
}

${titles.map((title) => `export const validate${title}: Validator<${title}>;`).join("\n")}
`;
}
