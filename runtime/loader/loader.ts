/**
 * The trusted first script. It runs in an engine of its own that is dropped afterwards. It looks like a bundle: its
 * step takes the raw bytes of the config file and returns the policy record, so no host ever interprets JSON.
 */
import { ABI } from "../../schemas/generated/boundary.ts";
import { step } from "./config.ts";

Object.assign(globalThis, { grp: { abi: ABI, version: "loader", step } });
