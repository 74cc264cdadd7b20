// schemas/rrpay.openapi.json: contract C as OpenAPI 3.1 over the same JSON Schemas.
import { formatJson } from "./json.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

/** Writes the description of RRPay's local interface, with every schema it needs inside. */
export function generateOpenApi({ schemas }: SchemaTable): string {
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
    paths: PATHS,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "rrpay.token of the configuration." } },
      parameters: { Id: ID_PARAMETER },
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
  version: "1",
  summary: "Contract C: RRPay's local interface, as this project speaks it.",
  description:
    "Assumption: RASO publishes no description of RRPay's local interface, so this is our profile of it: HTTP/1.1 with JSON on loopback. What is not listed here means unknown: it is never taken for a decline, a cancel or an approval. Content is compared as parsed JSON. Chunked answers and Connection: close are allowed.",
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

function json(description: string, ...titles: readonly (typeof PAYLOADS)[number][]): Schema {
  const references = titles.map((title) => ({ $ref: componentOf(title) }));
  const schema = references.length === 1 ? references[0]! : { anyOf: references };
  return { description, content: { "application/json": { schema } } };
}

const UNAUTHORIZED = json("unauthorized: the token is missing or wrong; nothing was taken up.", "RrpayError");
const NOT_FOUND = json("not-found: this store, in this epoch, does not know the id.", "RrpayNotFound");
const ID = { $ref: "#/components/parameters/Id" } as const;

const POST_TRANSACTION = {
  operationId: "postTransaction",
  summary: "Takes up a sale, a return or a void.",
  description:
    "Checked in this order: 401, known id (200, or 409 id-conflict), 409 sale-known, 422, 423, 201. The same id with the same content may be posted again: it is charged once.",
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
    "201": json("Taken up; it may be final already.", "RrpayTransaction"),
    "401": UNAUTHORIZED,
    "409": json(
      "id-conflict: the id is known with other content. sale-known: this till, kind and saleKey is in progress or approved under another id, which details name with its state.",
      "RrpayError",
    ),
    "422": json("invalid: the content is not accepted; nothing was taken up.", "RrpayError"),
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
      description: "The last revision seen.",
      schema: { type: "integer", minimum: 0 },
    },
    {
      name: "waitMs",
      in: "query",
      description: "How long to wait for a change, in ms.",
      schema: { type: "integer", minimum: 0, maximum: 25000 },
    },
  ],
  responses: {
    "200": json("The transaction as it stands.", "RrpayTransaction", "RrpayTombstone"),
    "401": UNAUTHORIZED,
    "404": NOT_FOUND,
  },
} as const;

const CANCEL_TRANSACTION = {
  operationId: "cancelTransaction",
  summary: "Asks for cancellation: a request, not an outcome.",
  description: "On an id never seen it durably stores a tombstone and returns it.",
  responses: {
    "202": json("The transaction as it stands, or the tombstone.", "RrpayTransaction", "RrpayTombstone"),
    "401": UNAUTHORIZED,
  },
} as const;

const PRINT_TRANSACTION = {
  operationId: "printTransaction",
  summary: "Finishes printing a paid transaction; idempotent.",
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
      responses: { "200": json("RRPay's health.", "RrpayHealth"), "401": UNAUTHORIZED },
    },
  },
  "/v1/transactions": { post: POST_TRANSACTION },
  "/v1/transactions/{id}": { parameters: [ID], get: GET_TRANSACTION },
  "/v1/transactions/{id}/cancel": { parameters: [ID], post: CANCEL_TRANSACTION },
  "/v1/transactions/{id}/print": { parameters: [ID], post: PRINT_TRANSACTION },
};

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
