/**
 * The trusted first script, run in an engine of its own that is thrown away afterwards. It has the bundle's shape:
 * its step takes the config file's raw bytes and returns the policy record, so no host ever interprets JSON.
 */
import { ABI } from "../../schemas/generated/boundary.ts";
import { step } from "./config.ts";

Object.assign(globalThis, { grp: { abi: ABI, version: "loader", step } });
