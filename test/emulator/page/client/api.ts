/** How the page talks to its server: single actions, and the stream of snapshots. */
import type { Snapshot } from "../snapshot.ts";

const token = location.hash.slice(1);

/** Does one thing. Resolves to what was wrong, or to an empty text. */
export async function send(path: string, body: object = {}): Promise<string> {
  try {
    await tell(path, body);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Reads one thing. Throws what was wrong. */
export function ask<T>(path: string): Promise<T> {
  return answered(fetch(`/api/${path}`, { headers: { Authorization: `Bearer ${token}` } }));
}

/** Sends one thing and reads the answer. Throws what was wrong. */
export function tell<T>(path: string, body: object): Promise<T> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return answered(fetch(`/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function answered<T>(fetched: Promise<Response>): Promise<T> {
  const response = await fetched;
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  throw new Error(typeof answer === "object" && answer !== null && "error" in answer ? String(answer.error) : "?");
}

export type Connection = "up" | "down" | "refused";

/** Follows the server for ever. EventSource is not used, because it cannot send the token in a header. */
export async function follow(show: (snapshot: Snapshot) => void, tell: (state: Connection) => void): Promise<never> {
  for (;;) {
    try {
      const response = await fetch("/api/events", { headers: { Authorization: `Bearer ${token}` } });
      tell(response.ok ? "up" : "refused");
      if (response.ok && response.body) await readEvents(response.body, show);
    } catch {
      tell("down");
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, show: (snapshot: Snapshot) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the stream has ended");
    const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    const newest = events.at(-1);
    if (newest !== undefined) show(JSON.parse(newest.slice(newest.indexOf("data: ") + 6)) as Snapshot);
  }
}
