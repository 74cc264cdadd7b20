/** The types by which flat lines are read: generated from the schemas, as are the shapes themselves. */
export type { ArrayShape, Field, ObjectShape, Shape } from "../../schemas/generated/shapes.ts";
