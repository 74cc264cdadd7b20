/** The requests on one connection, read from bytes as they come. It needs no machine. */
import { type BadHead, BODY_BYTES_MAX, HEAD_BYTES_MAX, type RequestHead, readHead } from "./head.ts";

/** What has come: a whole request, one that cannot be read, or that a client waits for leave to send its body. */
export type Come =
  | { readonly type: "request"; readonly head: RequestHead; readonly body: Uint8Array }
  | { readonly type: "bad"; readonly status: BadHead["status"] }
  | { readonly type: "expects" };

export class RequestReader {
  /** One byte a character. */
  #text = "";
  #head: RequestHead | undefined;
  /** The chunks of a body that comes in chunks. */
  #chunks = "";
  #hasExpected = false;
  #isBad = false;

  push(bytes: Uint8Array): void {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    this.#text += text;
  }

  /** The next thing that has come whole; undefined when more bytes are needed. After a bad one nothing is read. */
  next(): Come | undefined {
    if (this.#isBad) return undefined;
    if (this.#head === undefined) {
      const end = this.#text.indexOf("\r\n\r\n");
      if (end < 0 && this.#text.length <= HEAD_BYTES_MAX) return undefined;
      if (end < 0 || end > HEAD_BYTES_MAX) return this.#bad(431);
      const head = readHead(this.#text.slice(0, end));
      if ("status" in head) return this.#bad(head.status);
      this.#text = this.#text.slice(end + 4);
      this.#head = head;
    }
    const head = this.#head;
    const expects = head.headers.get("expect")?.toLowerCase() === "100-continue";
    if (expects && !this.#hasExpected) {
      this.#hasExpected = true;
      return { type: "expects" };
    }
    const body = head.bodyBytes === "chunked" ? this.#chunked() : this.#take(head.bodyBytes);
    if (body === "bad") return this.#bad(400);
    if (body === undefined) return undefined;
    this.#head = undefined;
    this.#hasExpected = false;
    return { type: "request", head, body: Uint8Array.from(body, (one) => one.charCodeAt(0)) };
  }

  #bad(status: BadHead["status"]): Come {
    this.#isBad = true;
    this.#text = "";
    return { type: "bad", status };
  }

  #take(count: number): string | undefined {
    if (this.#text.length < count) return undefined;
    const taken = this.#text.slice(0, count);
    this.#text = this.#text.slice(count);
    return taken;
  }

  /** The whole body; "bad" when it is none. Nobody sends trailers. */
  #chunked(): string | "bad" | undefined {
    for (;;) {
      const end = this.#text.indexOf("\r\n");
      if (end < 0) return this.#text.length > HEAD_BYTES_MAX ? "bad" : undefined;
      const [size] = /^[0-9a-f]{1,6}(?=;|$)/i.exec(this.#text.slice(0, end)) ?? [];
      const count = Number.parseInt(size ?? "", 16);
      if (!(this.#chunks.length + count <= BODY_BYTES_MAX)) return "bad";
      const stop = end + 2 + count;
      if (this.#text.length < stop + 2) return undefined;
      if (this.#text.slice(stop, stop + 2) !== "\r\n") return "bad";
      this.#chunks += this.#text.slice(end + 2, stop);
      this.#text = this.#text.slice(stop + 2);
      if (count > 0) continue;
      const body = this.#chunks;
      this.#chunks = "";
      return body;
    }
  }
}
