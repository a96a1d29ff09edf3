import { describe, expect, it } from "vitest";
import * as errors from "../../../src/domain/errors.ts";
import { INVERSES, Operation, type OperationKind, operationKey, operationsOf } from "../../../src/domain/operation.ts";

const KINDS = Operation.options.map((option) => option.shape.kind.value);

describe("operations", () => {
  it("each states its inverse, which undoes it, or why there is none", () => {
    expect(Object.keys(INVERSES).sort()).toEqual([...KINDS].sort());
    for (const inverse of Object.values(INVERSES))
      expect(inverse.startsWith("none: ") || KINDS.includes(inverse as OperationKind)).toBe(true);
  });
  it("that concern different things have different keys; decided twice, the same", () => {
    const add = { kind: "add-group", why: "x", groupId: "g-1", groupName: "A" } as const;
    expect(operationKey(add)).toBe(operationKey({ ...add, why: "y", groupName: "B" }));
    expect(operationKey(add)).not.toBe(operationKey({ ...add, groupId: "g-2" }));
    expect(operationKey(add)).not.toBe(operationKey({ ...add, kind: "remove-group" }));
    expect(operationKey({ kind: "deactivate", why: "x" })).toBe("deactivate");
  });
  it("are picked by kind", () => {
    const one = { kind: "deactivate", why: "x" } as const;
    expect(operationsOf([one, { kind: "clear-sessions", why: "x" }], "deactivate")).toEqual([one]);
  });
});

describe("errors", () => {
  it("each bears its literal name, its evidence and whether a retry may help", () => {
    const classes = new Map<string, unknown>(Object.entries(errors));
    for (const name of errors.ERROR_NAMES) {
      const Class = classes.get(name) as typeof errors.NotFound;
      const error = new Class("m", { httpStatus: 1 }, { cause: "c" });
      expect(error).toMatchObject({ name, message: "m", evidence: { httpStatus: 1 }, cause: "c" });
      expect(errors.RETRYABLE[name]).toBeTypeOf("boolean");
    }
  });
});
