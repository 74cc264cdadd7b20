// biome-ignore-all lint: ES5, because Duktape and MuJS read nothing newer.
// The peers' mapping in script, without a library: requestOf(bytes as a string of one character each, what a conversation told).
// U+FFFD stands for a byte that windows-1257 leaves undefined; MuJS ends a text at U+0000.
var UPPER = [
  "\u20ac\ufffd\u201a\ufffd\u201e\u2026\u2020\u2021\ufffd\u2030\ufffd\u2039\ufffd\u00a8\u02c7\u00b8",
  "\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\ufffd\u2122\ufffd\u203a\ufffd\u00af\u02db\ufffd",
  "\u00a0\ufffd\u00a2\u00a3\u00a4\ufffd\u00a6\u00a7\u00d8\u00a9\u0156\u00ab\u00ac\u00ad\u00ae\u00c6",
  "\u00b0\u00b1\u00b2\u00b3\u00b4\u00b5\u00b6\u00b7\u00f8\u00b9\u0157\u00bb\u00bc\u00bd\u00be\u00e6",
  "\u0104\u012e\u0100\u0106\u00c4\u00c5\u0118\u0112\u010c\u00c9\u0179\u0116\u0122\u0136\u012a\u013b",
  "\u0160\u0143\u0145\u00d3\u014c\u00d5\u00d6\u00d7\u0172\u0141\u015a\u016a\u00dc\u017b\u017d\u00df",
  "\u0105\u012f\u0101\u0107\u00e4\u00e5\u0119\u0113\u010d\u00e9\u017a\u0117\u0123\u0137\u012b\u013c",
  "\u0161\u0144\u0146\u00f3\u014d\u00f5\u00f6\u00f7\u0173\u0142\u015b\u016b\u00fc\u017c\u017e\u02d9",
].join("");
var HEAD = { window: "s", saleKey: "s", kind: "s", receiptNo: "s", operator: "s", currency: "s" };
var TOTALS = { totalCents: "i", discountCents: "i", vatCents: "i" };
var LINE = {
  no: "i",
  type: "s",
  code: "s",
  barcode: "s",
  name: "s",
  unit: "s",
  quantityE4: "i",
  unitPriceE4: "i",
  discountCents: "i",
  totalCents: "i",
  vatGroup: "s",
  vatRateBp: "i",
};
var own = Object.prototype.hasOwnProperty;

function requestOf(payload, told) {
  var sale = parse(decode(payload));
  check(sale);
  var head = sale.head.values;
  var named = [
    ["id", told.id],
    ["till", told.till],
    ["kind", head.kind],
    ["saleKey", head.saleKey],
    ["receiptNo", head.receiptNo],
    ["operator", head.operator],
    ["currency", head.currency],
  ];
  var parts = [];
  for (var at = 0; at < named.length; at++) parts.push(member(named[at][0], named[at][1]));
  parts.push('"lines":[' + linesOf(sale.lines) + "]", member("totalCents", sale.totals.values.totalCents));
  var body = ascii("{" + parts.join(",") + "}");
  return (
    "POST /v1/transactions HTTP/1.1\r\nHost: " +
    told.host +
    "\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: " +
    body.length +
    "\r\nRRPay-Epoch: " +
    told.epoch +
    "\r\n\r\n" +
    body
  );
}

function decode(payload) {
  return payload.replace(/[\x80-\xff]/g, function (byte) {
    var character = UPPER.charAt(byte.charCodeAt(0) - 128);
    if (character === "\ufffd") throw new Error("no text");
    return character;
  });
}

function parse(text) {
  var sale = { head: none(), lines: [], totals: none() };
  var rows = text.split("\n");
  for (var at = 0; at < rows.length; at++) {
    var row = rows[at].replace(/\r$/, "");
    if (row === "") continue;
    var equals = row.indexOf("=");
    if (equals < 0) throw new Error("no equals sign");
    var path = row.slice(0, equals).split(".");
    var raw = row.slice(equals + 1);
    if (path.length === 1) put(sale.head, HEAD, path[0], raw);
    else if (path.length === 2 && path[0] === "totals") put(sale.totals, TOTALS, path[1], raw);
    else if (path.length === 3 && path[0] === "lines") put(lineAt(sale.lines, path[1]), LINE, path[2], raw);
    else throw new Error("unknown path");
  }
  return sale;
}

function lineAt(lines, index) {
  var at = +index;
  if (at === lines.length && String(at) === index && at < 1000) lines.push(none());
  if (!own.call(lines, index)) throw new Error("index");
  return lines[at];
}

// MuJS gives an object's names sorted: they are kept in the order in which they came
function none() {
  return { names: [], values: {} };
}

function put(into, fields, name, raw) {
  if (!own.call(fields, name)) throw new Error("unknown path");
  if (own.call(into.values, name)) throw new Error("duplicate path");
  into.values[name] = fields[name] === "i" ? integer(raw) : textOf(raw);
  into.names.push(name);
}

function member(name, value) {
  return '"' + name + '":' + JSON.stringify(value);
}

function linesOf(lines) {
  var written = [];
  for (var at = 0; at < lines.length; at++) {
    var members = [];
    for (var of = 0; of < lines[at].names.length; of++)
      members.push(member(lines[at].names[of], lines[at].values[lines[at].names[of]]));
    written.push("{" + members.join(",") + "}");
  }
  return written.join(",");
}

function integer(raw) {
  // MuJS reads no sign
  var value = raw.charAt(0) === "-" ? -raw.slice(1) : +raw;
  if (String(value) !== raw || value % 1 !== 0 || Math.abs(value) > 9007199254740991) throw new Error("integer");
  return value;
}

function textOf(raw) {
  var text = raw.replace(/ +$/, "");
  if (text === "" || /[\x00-\x1f\\\x7f-\x9f]/.test(text)) throw new Error("text");
  return text;
}

function check(sale) {
  var head = sale.head.values;
  complete(head, HEAD);
  complete(sale.totals.values, TOTALS);
  if (head.window !== "settlement") throw new Error("schema");
  if (head.kind !== "sale" && head.kind !== "return") throw new Error("schema");
  var numbers = {};
  var sum = 0;
  for (var at = 0; at < sale.lines.length; at++) {
    var line = sale.lines[at].values;
    complete(line, LINE);
    if (own.call(numbers, line.no)) throw new Error("line number");
    numbers[line.no] = true;
    var exact = line.quantityE4 * line.unitPriceE4;
    var product = Math.floor(Math.abs(exact) / 1000000 + 0.5) * (exact < 0 ? -1 : 1);
    if (Math.abs(product - line.discountCents - line.totalCents) > 1) throw new Error("line product");
    sum += line.totalCents;
  }
  if (sale.lines.length === 0 || sum !== sale.totals.values.totalCents) throw new Error("total");
}

function complete(values, fields) {
  for (var name in fields) if (!own.call(values, name)) throw new Error("required");
}

function ascii(json) {
  return json.replace(/[\x7f-\uffff]/g, function (unit) {
    return "\\u" + ("000" + unit.charCodeAt(0).toString(16)).slice(-4);
  });
}
