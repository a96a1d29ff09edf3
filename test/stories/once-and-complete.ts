/** What must be true at the end, wherever the process was killed: everything done, nothing twice. */
import { expect } from "vitest";
import type { Company } from "./killed-process.ts";

export async function expectCompleteJoiner({ aftermath, newHire, org }: Company): Promise<void> {
  const { person, account, outbox, deadLetters } = await aftermath(newHire);
  expect(person.phase).toBe("joined");
  expect(account).toEqual({ status: "PROVISIONED", groups: ["All staff", "Everyone", "Sales"] });
  expect(outbox.filter(({ template }) => template === "manager-welcome")).toHaveLength(1);
  expect(org.emails().filter(({ to }) => to.includes("ana@home.example"))).toHaveLength(1);
  expect(deadLetters).toBe(0);
}

export async function expectCompleteLeaver({ aftermath, employee }: Company): Promise<void> {
  const { person, account, outbox, tasks, deadLetters } = await aftermath(employee);
  expect(person.phase).toBe("left");
  expect(person.recordedGroups?.map(({ name }) => name)).toEqual(["All staff", "Payroll"]);
  expect(account).toEqual({ status: "DEPROVISIONED", groups: ["Everyone"] });
  expect(tasks.map(({ key }) => key)).toEqual(["laptop"]);
  expect(outbox.map(({ template }) => template)).toEqual(["leaver-tasks"]);
  expect(deadLetters).toBe(0);
}

export async function expectCompleteMover({ aftermath, employee }: Company): Promise<void> {
  const { person, account, outbox, runs, deadLetters } = await aftermath(employee);
  expect(person.phase).toBe("joined");
  expect(account).toEqual({ status: "ACTIVE", groups: ["All staff", "Everyone", "Helpers", "Payroll", "Sales"] });
  expect(runs.filter(({ machine, status }) => machine === "mover" && status === "succeeded").length).toBeLessThan(2);
  expect(outbox.map(({ template }) => template)).toEqual([]);
  expect(deadLetters).toBe(0);
}

export async function expectCompleteContainment({ aftermath, employee }: Company): Promise<void> {
  const { person, account, tasks, outbox, deadLetters } = await aftermath(employee);
  expect(person.phase).toBe("contained");
  expect(account).toEqual({ status: "SUSPENDED", groups: ["All staff", "Everyone", "Payroll"] });
  expect(tasks).toHaveLength(1);
  expect(outbox.filter(({ template }) => template === "leaver-tasks").length).toBeLessThan(2);
  expect(deadLetters).toBe(0);
}
