import { expect, it } from "vitest";
import { run } from "./run-machine.ts";

const pass = (fields: object): object => ({ Type: "Pass", ...fields });

it("Assign and Output of one state see the variables as they were before it", async () => {
  const { output } = await run({
    A: pass({ Assign: { x: 1, y: 2 }, Next: "B" }),
    B: pass({ Assign: { x: "{% $y %}", y: "{% $x %}" }, Output: "{% [$x, $y] %}", Next: "C" }),
    C: pass({ Output: { before: "{% $states.input %}", after: "{% [$x, $y] %}" }, End: true }),
  });
  expect(output).toEqual({ before: [1, 2], after: [2, 1] });
});

it("a branch reads outer variables, and what it assigns ends with it", async () => {
  const branch = {
    StartAt: "B",
    States: {
      B: pass({ Assign: { inner: "{% $x + 1 %}" }, Next: "B2" }),
      B2: pass({ Output: "{% $inner %}", End: true }),
    },
  };
  const { output } = await run({
    A: pass({ Assign: { x: 1 }, Next: "P" }),
    P: { Type: "Parallel", Branches: [branch], Next: "Z" },
    Z: pass({ Output: { result: "{% $states.input %}", inner: "{% $exists($inner) %}" }, End: true }),
  });
  expect(output).toEqual({ result: [2], inner: false });
});

it("a branch cannot assign a variable of an outer scope", async () => {
  const branch = { StartAt: "B", States: { B: pass({ Assign: { x: 2 }, End: true }) } };
  const ran = await run({
    A: pass({ Assign: { x: 1 }, Next: "P" }),
    P: { Type: "Parallel", Branches: [branch], Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }], Next: "Z" },
    Z: pass({ End: true }),
  });
  expect(ran).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

it("iterations do not see each other's variables", async () => {
  const { output } = await run(
    {
      M: {
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: "I",
          States: {
            I: pass({ Output: "{% $exists($seen) %}", Assign: { seen: true }, End: true }),
          },
        },
        End: true,
      },
    },
    [1, 2, 3],
  );
  expect(output).toEqual([false, false, false]);
});

it("a variable bound inside an expression does not outlive it", async () => {
  const { output } = await run({
    A: pass({ Output: "{% ($x := 5; $x) %}", Next: "B" }),
    B: pass({ Output: "{% $exists($x) %}", End: true }),
  });
  expect(output).toBe(false);
});

it("the exit event shows what was assigned", async () => {
  const { events } = await run({ A: pass({ Assign: { x: "{% [1] %}" }, End: true }) });
  expect(events[2]?.details["assignedVariables"]).toEqual({ x: [1] });
});

it("an expression cannot change a variable or the input for others", async () => {
  const { output } = await run(
    {
      A: pass({ Assign: { list: [3, 1, 2] }, Next: "B" }),
      B: pass({ Output: "{% [$sort($list), $append($list, 9)] %}", Next: "C" }),
      C: pass({ Output: "{% $list %}", End: true }),
    },
    {},
  );
  expect(output).toEqual([3, 1, 2]);
});
