/**
 * RRPays whose fault is below the interface: in how they read bytes, or in how they write them. Each row is a server
 * that stands before the emulator and passes on all that it does not spoil.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Broken, inProgress } from "./breaking.ts";

/** What a client's bytes, or RRPay's, become on their way. */
interface Spoil {
  /** Gives what RRPay is to get: nothing where it is answered here. */
  readonly asked?: (bytes: Buffer, client: Socket) => Buffer | undefined;
  readonly said?: (bytes: Buffer, client: Socket) => Buffer | undefined;
  readonly gone?: () => void;
}

/** A server before RRPay. `spoil` is made for each connection. */
export const standingBefore =
  (spoil: () => Spoil) =>
  (port: number): Promise<Server> => {
    const server = createServer((client) => {
      const rrpay = connect(port, "127.0.0.1");
      const { asked = same, said = same, gone } = spoil();
      for (const socket of [client, rrpay]) socket.on("error", () => {});
      client.on("data", (bytes) => {
        const passed = asked(bytes, client);
        if (passed !== undefined) rrpay.write(passed);
      });
      client.on("close", () => {
        gone?.();
        rrpay.destroy();
      });
      rrpay.on("close", () => client.end());
      rrpay.on("data", (bytes) => {
        const passed = said(bytes, client);
        if (passed !== undefined && !client.destroyed) client.write(passed);
      });
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  };

const same = (bytes: Buffer): Buffer => bytes;

const answered = (status: number, body: object): string => {
  const text = JSON.stringify(body);
  return `HTTP/1.1 ${status} -\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

/** Whether a request has all the bytes that its head names. */
function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  return end >= 0 && text.length - end - 4 >= Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
}

/** Takes what came of a POST for the whole of it once its sender is gone. */
function believesHalves(): () => Spoil {
  const believed = new Map<string, object>();
  return () => {
    let text = "";
    return {
      asked: (bytes, client) => {
        text += bytes.toString("latin1");
        const stored = believed.get(/^GET \/v1\/transactions\/([^ ?]+)/.exec(text)?.[1] ?? "");
        if (stored === undefined) return bytes;
        client.write(answered(200, stored));
        return undefined;
      },
      gone: () => {
        const id = /^POST \/v1\/transactions .*"id":"([^"]+)"/s.exec(text)?.[1];
        const body = { id, till: "1", kind: "sale", saleKey: "half", currency: "EUR", totalCents: 10 };
        if (id !== undefined && !isWhole(text))
          believed.set(id, inProgress({ target: { on: "post" }, body: Buffer.from(JSON.stringify(body)) } as never));
      },
    };
  };
}

/** Cancels what was posted on a connection once that is closed. */
const dropsWithSender = (port: number) => (): Spoil => {
  let text = "";
  return {
    asked: (bytes) => {
      text += bytes.toString("latin1");
      return bytes;
    },
    gone: () => {
      const id = /^POST \/v1\/transactions .*"id":"([^"]+)"/s.exec(text)?.[1];
      if (id === undefined) return;
      const path = `http://127.0.0.1:${port}/v1/transactions/${id}/cancel`;
      // the RRPay behind may be ended by then
      fetch(path, { method: "POST", headers: { authorization: "Bearer secret" }, body: "{}" }).catch(() => {});
    },
  };
};

/** Reads one request after another, over all connections: whoever stops in the middle stops the rest. */
function readsOneByOne(): () => Spoil {
  let reading: object | undefined;
  return () => {
    const own = {};
    let text = "";
    return {
      asked: (bytes) => {
        if (reading !== undefined && reading !== own) return undefined;
        text += bytes.toString("latin1");
        reading = isWhole(text) ? undefined : own;
        if (reading === undefined) text = "";
        return bytes;
      },
      gone: () => {
        if (reading === own) reading = undefined;
      },
    };
  };
}

/** Spoils every n-th answer of all. */
function eachOf(nth: number, spoil: (bytes: Buffer, client: Socket) => Buffer | undefined): () => Spoil {
  let count = 0;
  return () => ({ said: (bytes, client) => (++count % nth === 0 ? spoil(bytes, client) : bytes) });
}

/** Refuses a poll for what it asks, before the emulator cuts it. */
const refusesLonger = (bytes: Buffer, client: Socket): Buffer | undefined => {
  const waitMs = Number(/^GET [^ ]*waitMs=(\d+)/.exec(bytes.toString("latin1"))?.[1] ?? 0);
  if (waitMs <= 25_000) return bytes;
  client.end(answered(400, { error: "bad-request", message: "" }));
  return undefined;
};

/** As a program does that asks a text for its length. */
const countsCharacters = (bytes: Buffer): Buffer => {
  const [head = "", body = ""] = bytes.toString("utf8").split("\r\n\r\n");
  return Buffer.from(`${head.replace(/content-length: \d+/i, `Content-Length: ${body.length}`)}\r\n\r\n${body}`);
};

/** Refuses by the head alone, and takes the body for the next request. */
const readsBodiesAsHeads = (): Spoil => {
  let isRefused = false;
  return {
    asked: (bytes, client) => {
      if (!isRefused) return bytes;
      client.end(answered(400, { error: "bad-request", message: "" }));
      return undefined;
    },
    said: (bytes) => {
      isRefused = /^HTTP\/1.1 4(?:01|09|12|22|23)/.test(bytes.toString("latin1"));
      return bytes;
    },
  };
};

/** Asks who has shown the right token for none. */
const asksOnce = (): Spoil => {
  let isKnown = false;
  return {
    asked: (bytes) => {
      const request = bytes.toString("latin1");
      isKnown ||= request.includes("Bearer secret\r");
      return isKnown ? Buffer.from(request.replace(/Bearer [^\r]*/, "Bearer secret"), "latin1") : bytes;
    },
  };
};

/** Has eight places for polls, and gives one back with its answer alone. */
function keepsPlaces(): () => Spoil {
  let taken = 0;
  return () => {
    let isPoll = false;
    return {
      asked: (bytes, client) => {
        isPoll = /^GET [^ ]*waitMs=[1-9]/.test(bytes.toString("latin1"));
        if (isPoll && ++taken > 8) client.destroy();
        return bytes;
      },
      said: (bytes) => {
        if (isPoll) taken--;
        return bytes;
      },
    };
  };
}

/** A store takes so long until it has written. */
const ANSWERED_MS = 20;

/** Answers nobody any more once the sender of a whole request is gone before its answer. */
function stopsAtGone(): () => Spoil {
  let isStopped = false;
  return () => {
    let isWaiting = false;
    return {
      asked: (bytes) => {
        if (isStopped) return undefined;
        const request = bytes.toString("latin1");
        isWaiting = /^POST \/v1\/transactions /.test(request) && isWhole(request);
        return bytes;
      },
      said: (bytes, client) => {
        setTimeout(() => {
          isWaiting = false;
          if (!client.destroyed) client.write(bytes);
        }, ANSWERED_MS);
        return undefined;
      },
      gone: () => {
        isStopped ||= isWaiting;
      },
    };
  };
}

export const BROKEN_WIRE: readonly Broken[] = [
  {
    fault: "reads the body of what it refused as the next request",
    checks: ["one-connection"],
    front: standingBefore(readsBodiesAsHeads),
  },
  {
    fault: "asks for the token once a connection",
    checks: ["token-everywhere"],
    front: standingBefore(asksOnce),
  },
  {
    fault: "keeps the places of polls that nobody waits for any more",
    checks: ["polls-left"],
    front: (port) => standingBefore(keepsPlaces())(port),
  },
  {
    fault: "drops a sale whose sender is gone",
    checks: ["vanished-client"],
    front: (port) => standingBefore(dropsWithSender(port))(port),
  },
  {
    fault: "answers nobody once a sender has not waited for its answer",
    checks: ["vanished-client"],
    front: (port) => standingBefore(stopsAtGone())(port),
  },
  {
    fault: "knows headers by their capitals",
    checks: ["headers"],
    front: standingBefore(() => ({
      asked: (bytes) =>
        Buffer.from(bytes.toString("latin1").replace(/^(rrpay-epoch|authorization):/gm, "x-$1:"), "latin1"),
    })),
  },
  {
    fault: "refuses a poll that would wait longer than 25 s",
    checks: ["poll-longest"],
    front: standingBefore(() => ({ asked: refusesLonger })),
  },
  {
    fault: "takes the first bytes for the whole request",
    checks: ["slow-client"],
    front: standingBefore(() => {
      let isFirst = true;
      return {
        asked: (bytes, client) => {
          const isHalf = isFirst && !isWhole(bytes.toString("latin1"));
          isFirst = false;
          if (!isHalf) return bytes;
          client.end(answered(400, { error: "bad-request", message: "" }));
          return undefined;
        },
      };
    }),
  },
  {
    fault: "believes half a request once its sender is gone",
    checks: ["half-request"],
    front: (port) => standingBefore(believesHalves())(port),
  },
  {
    fault: "answers nobody while a request is halfway",
    checks: ["half-request"],
    front: (port) => standingBefore(readsOneByOne())(port),
  },
  {
    fault: "cuts an answer now and then",
    checks: ["post", "cancel", "never-lost"],
    front: (port) =>
      standingBefore(
        eachOf(4, (bytes, client) => {
          client.end(bytes.subarray(0, bytes.length - 10));
          return undefined;
        }),
      )(port),
  },
  {
    fault: "writes more than its Content-Length says",
    checks: ["post", "never-lost"],
    front: standingBefore(() => ({ said: (bytes) => Buffer.concat([bytes, Buffer.from("\r\n")]) })),
  },
  {
    fault: "counts characters for its Content-Length",
    checks: ["id-conflict", "never-lost"],
    front: standingBefore(() => ({ said: countsCharacters })),
  },
  {
    fault: "does not end its chunks",
    checks: ["post", "never-lost"],
    front: (port) =>
      standingBefore(
        eachOf(3, (bytes) => {
          const [head = "", body = ""] = bytes.toString("utf8").split("\r\n\r\n");
          const chunked = head.replace(/content-length: \d+/i, "Transfer-Encoding: chunked");
          return Buffer.from(`${chunked}\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`);
        }),
      )(port),
  },
];
