// schemas/rrpay.openapi.json: docs/contracts.md C as OpenAPI 3.1 over the same JSON Schemas, with a worked example for each answer.
import { type Exchange, operationOf, type Sequence } from "./exchanges.ts";
import { formatJson } from "./json.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

/** Writes the description of RRPay's local interface, with every schema it needs inside. */
export function generateOpenApi({ schemas }: SchemaTable, sequences: readonly Sequence[]): string {
  const components = new Map<string, Schema>();
  for (const title of PAYLOADS) collect(title, schemas, components);
  const sorted = [...components].sort(([a], [b]) => (a < b ? -1 : 1));
  return formatJson({
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: INFO,
    servers: [SERVER],
    // With a token in the configuration every request bears it; without one none does.
    security: [{ token: [] }, {}],
    paths: withExamples(
      PATHS,
      sequences.flatMap(({ steps }) => steps),
    ),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "rrpay.token of the configuration." } },
      parameters: { Id: ID_PARAMETER, Epoch: EPOCH_PARAMETER },
      schemas: Object.fromEntries(sorted),
    },
  });
}

const PAYLOADS = [
  "RrpayHealth",
  "RrpayTransactionRequest",
  "RrpayTransaction",
  "RrpayTombstone",
  "RrpayError",
  "RrpayNotFound",
] as const;

const INFO = {
  title: "RRPay local interface",
  version: "2",
  summary: "RRPay's local interface, as this project speaks it (docs/contracts.md C).",
  description:
    "Assumption: RASO publishes no description of RRPay's local interface, so this is our profile of it: HTTP/1.1 with JSON on loopback. What is not listed here means unknown: it is never taken for a decline, a cancel or an approval. Content is compared as parsed JSON. Chunked answers are allowed, and the connection may be closed after any of them. Answers may have further fields, and null is an absent one: the schemas below list what is known. docs/rrpay-exchanges.md shows the examples in the order in which they come.",
  license: { name: "MIT", identifier: "MIT" },
} as const;

const SERVER = {
  url: "http://{host}:{port}",
  description: "RRPay on the till itself.",
  variables: {
    host: { default: "127.0.0.1", description: "Loopback only." },
    port: { default: "8917", description: "rrpay.port of the configuration. Assumption: RASO has not published one." },
  },
} as const;

const ID_PARAMETER = {
  name: "id",
  in: "path",
  required: true,
  description: "The transaction's id, made by the plugin.",
  schema: { type: "string", minLength: 1, maxLength: 64 },
} as const;

const EPOCH_PARAMETER = {
  name: "RRPay-Epoch",
  in: "header",
  description:
    "The epoch that health gave; the till always sends it. With the feature epoch-guard RRPay answers 412 when it is not its own, and accepts nothing; where it is absent there is nothing to judge.",
  schema: { type: "string", minLength: 1, maxLength: 64 },
} as const;

function json(description: string, ...titles: readonly (typeof PAYLOADS)[number][]): Schema {
  const references = titles.map((title) => ({ $ref: componentOf(title) }));
  const schema = references.length === 1 ? references[0]! : { anyOf: references };
  return { description, content: { "application/json": { schema } } };
}

const UNAUTHORIZED = json("unauthorized: the token is missing or wrong; nothing was accepted.", "RrpayError");
const EPOCH_CHANGED = json(
  "epoch-changed: RRPay-Epoch is not RRPay's own, which details name; nothing was accepted, nothing stored.",
  "RrpayError",
);
const EPOCH = { $ref: "#/components/parameters/Epoch" } as const;
const NOT_FOUND = json("not-found: this store, in this epoch, does not know the id.", "RrpayNotFound");
const ID = { $ref: "#/components/parameters/Id" } as const;

const POST_TRANSACTION = {
  operationId: "postTransaction",
  summary: "Accepts a sale, a return or a void.",
  description:
    "Checked in this order: 401, 412, known id (200, or 409 id-conflict), 409 sale-known, 422, 423, 201. The same id with the same content may be posted again: it is charged once.",
  parameters: [EPOCH],
  requestBody: {
    required: true,
    content: { "application/json": { schema: { $ref: componentOf("RrpayTransactionRequest") } } },
  },
  responses: {
    "200": json(
      "The id is known: the stored transaction, or the tombstone whatever the content.",
      "RrpayTransaction",
      "RrpayTombstone",
    ),
    "201": json("Accepted; it may be final already.", "RrpayTransaction"),
    "401": UNAUTHORIZED,
    "412": EPOCH_CHANGED,
    "409": json(
      "id-conflict: the id is known with other content. sale-known: this till, kind and saleKey (of a void: original as well) is in progress or approved under another id, which details name with its state.",
      "RrpayError",
    ),
    "422": json(
      "invalid: the content is not acceptable, or a void names what is not there to be voided, such as the number of another receipt than its saleKey's; nothing was accepted.",
      "RrpayError",
    ),
    "423": json("busy: another transaction is under way, which details name with its till.", "RrpayError"),
  },
} as const;

const GET_TRANSACTION = {
  operationId: "getTransaction",
  summary: "The transaction: at once when its revision is above afterRevision, else within waitMs.",
  parameters: [
    {
      name: "afterRevision",
      in: "query",
      description: "The last revision seen; 0 where it is absent.",
      schema: { type: "integer", minimum: 0 },
    },
    {
      name: "waitMs",
      in: "query",
      description:
        "How long to wait for a change, in ms; 0 where it is absent. Above 25000 it counts as 25000, and is no error.",
      schema: { type: "integer", minimum: 0 },
    },
  ],
  responses: {
    "200": json("The transaction as it stands.", "RrpayTransaction", "RrpayTombstone"),
    "401": UNAUTHORIZED,
    "404": NOT_FOUND,
  },
} as const;

/** The till sends an empty object; nothing in it is read. */
const NO_CONTENT = {
  required: false,
  description: "The till sends {}; nothing in it is read.",
  content: { "application/json": { schema: { type: "object" } } },
} as const;

const CANCEL_TRANSACTION = {
  operationId: "cancelTransaction",
  summary: "Asks for cancellation: a request, not an outcome.",
  description:
    "On an id never seen it durably stores a tombstone and returns it; without the feature tombstone an unknown id is 404, as it is elsewhere. What has ended stays as it ended.",
  parameters: [EPOCH],
  requestBody: NO_CONTENT,
  responses: {
    "202": json("The transaction as it stands, or the tombstone.", "RrpayTransaction", "RrpayTombstone"),
    "401": UNAUTHORIZED,
    "404": NOT_FOUND,
    "412": EPOCH_CHANGED,
  },
} as const;

const PRINT_TRANSACTION = {
  operationId: "printTransaction",
  summary: "Finishes printing a paid transaction; idempotent.",
  description: "Without RRPay-Epoch. Of a transaction that is not paid it changes nothing.",
  requestBody: NO_CONTENT,
  responses: {
    "202": json("The transaction as it stands.", "RrpayTransaction"),
    "401": UNAUTHORIZED,
    "404": NOT_FOUND,
  },
} as const;

const PATHS: Schema = {
  "/v1/health": {
    get: {
      operationId: "getHealth",
      summary: "Who answers here, whether it can take payments, and what it can do.",
      description:
        "Asked without the token, which goes only to the RRPay that is known by this answer; 401 only where rrpay.healthToken of the configuration is true.",
      security: [{}, { token: [] }],
      parameters: [
        {
          name: "till",
          in: "query",
          description: "The till that asks: lastTransactionId is its own, the last that was accepted.",
          schema: { type: "string", minLength: 1, maxLength: 64 },
        },
      ],
      responses: { "200": json("RRPay's health.", "RrpayHealth"), "401": UNAUTHORIZED },
    },
  },
  "/v1/transactions": { post: POST_TRANSACTION },
  "/v1/transactions/{id}": { parameters: [ID], get: GET_TRANSACTION },
  "/v1/transactions/{id}/cancel": { parameters: [ID], post: CANCEL_TRANSACTION },
  "/v1/transactions/{id}/print": { parameters: [ID], post: PRINT_TRANSACTION },
};

/** Every answer with the examples of its operation and status; a POST's body with what was posted. */
function withExamples(paths: Schema, exchanges: readonly Exchange[]): Schema {
  return mapped(paths, (path) =>
    mapped(path, (operation) => {
      if (typeof operation !== "object" || operation === null || !("operationId" in operation)) return operation;
      const own = exchanges.filter((exchange) => operationOf(exchange) === operation.operationId);
      const responses = mapped(operation.responses ?? {}, (response, status) =>
        exemplified(response, own, (each) => (String(each.answer.status) === status ? each.answer.body : undefined)),
      );
      const posted = own.filter(({ answer }) => answer.status === 201);
      const requestBody =
        operation.requestBody && exemplified(operation.requestBody, posted, ({ request }) => request.body);
      return { ...operation, ...(requestBody === undefined ? {} : { requestBody }), responses };
    }),
  );
}

function mapped(value: Json, change: (child: Json, name: string) => Json): Schema {
  return Object.fromEntries(
    Object.entries(asSchema(value, "paths")).map(([name, child]) => [name, change(child, name)]),
  );
}

/** Content of a body with its examples, each named as in docs/rrpay-exchanges.md. */
function exemplified(
  body: Json,
  exchanges: readonly Exchange[],
  exampleOf: (exchange: Exchange) => Json | undefined,
): Json {
  const { content, ...rest } = asSchema(body, "body");
  const examples = exchanges.flatMap((exchange) => {
    const value = exampleOf(exchange);
    return value === undefined ? [] : [[exchange.name, { summary: exchange.till, value }] as const];
  });
  if (examples.length === 0) return body;
  return {
    ...rest,
    content: mapped(content ?? {}, (media) => ({
      ...asSchema(media, "media"),
      examples: Object.fromEntries(examples),
    })),
  };
}

function componentOf(title: string): string {
  return `#/components/schemas/${title}`;
}

/** Adds a titled schema and, first, whatever it refers to. */
function collect(title: string, schemas: SchemaTable["schemas"], components: Map<string, Schema>): void {
  if (components.has(title)) return;
  const schema = asSchema(schemas.get(title), title);
  components.set(
    title,
    asSchema(
      rewritten(schema, (reference) => collect(reference, schemas, components)),
      title,
    ),
  );
}

function rewritten(value: Json, found: (title: string) => void): Json {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, found));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (key !== "$ref" || typeof child !== "string") return [key, rewritten(child, found)];
      const title = child.slice("#/$defs/".length);
      found(title);
      return [key, componentOf(title)];
    }),
  );
}
