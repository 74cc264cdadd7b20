/** All peers, the floor first. */
import { QUICKJS_EMSCRIPTEN, V8 } from "./in-process.ts";
import { C_CLIENT, DUKTAPE, LUA, MUJS } from "./programs.ts";
import { SIDECAR } from "./sidecar.ts";
import type { Peer } from "./work.ts";

export const PEERS: readonly Peer[] = [C_CLIENT, V8, QUICKJS_EMSCRIPTEN, SIDECAR, LUA, DUKTAPE, MUJS];
