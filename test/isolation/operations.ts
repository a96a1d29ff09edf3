/** Every operation of an operator, and how a tenant could come for another by it. */
import type { InputOf, OperationName } from "../../src/api/contract.ts";
import { executionName, releaseLease } from "../../src/stores/mailbox.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { NOW, tenantConfig } from "../unit/api/office.ts";
import { csv, GINNIE } from "../unit/connectors/csv/files.ts";
import {
  accountIdOf,
  type Crossing,
  hookOf,
  letterOf,
  loginOf,
  messageOf,
  secretNameOf,
  type Tenant,
  type World,
} from "./three-tenants.ts";

export interface Attempt<Name extends OperationName = OperationName> {
  readonly what: string;
  /** `refused`: an error, and nothing is written. `own`: it succeeds, and reaches nobody but who came. */
  readonly is: "refused" | "own";
  readonly input: (crossing: Crossing, world: World) => InputOf<Name>;
  readonly before?: (crossing: Crossing, world: World) => Promise<unknown>;
}

/** It names no tenant by which one could be told from another. */
export interface NoTenant {
  readonly noTenantBecause: string;
}

const WHY = { reason: "a crossing", orderedBy: "ops" };

/** Whom an operator may mean: the person's key, the account's id, the account's login. */
const WHO: readonly (readonly [string, (tenant: Tenant, world: World) => string])[] = [
  ["person key", (tenant, world) => world.person(tenant)],
  ["Okta user id", accountIdOf],
  ["login", loginOf],
];

function comesFor<Name extends OperationName>(
  input: (about: { tenantId: Tenant; who: string }) => InputOf<Name>,
): readonly Attempt<Name>[] {
  return WHO.map(([what, whoOf]) => ({
    what: `another's person by ${what}`,
    is: "refused",
    input: ({ from, to }, world) => input({ tenantId: from, who: whoOf(to, world) }),
  }));
}

/** A tenant's own list, or its own setting: nothing in the input names another. */
const ownOnly = <Name extends OperationName>(
  input: (tenantId: Tenant) => InputOf<Name>,
  more: Pick<Attempt<Name>, "before"> = {},
): Attempt<Name> => ({ what: "one's own alone", is: "own", input: ({ from }) => input(from), ...more });

const releaseOf = (tenant: Tenant, { office, person, execution }: World) =>
  releaseLease(
    forTenant(office.deps.store, tenant),
    { tenantId: tenant, personKey: person(tenant), execution: execution(tenant), now: NOW },
    "seen",
  );

const settings = (id: Tenant, whose: Tenant) => {
  const okta = { orgUrl: `https://${id}.okta.com`, auth: { type: "token", token: { secret: "okta-token" } } };
  return { id, okta: { ...okta, hook: { id: hookOf(whose), secret: { secret: secretNameOf(whose) } } } };
};
const HR = { mode: "hr", hr: { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full" } } };
const file = (config: object, tenantId: Tenant) => ({ file: `${tenantId}.json`, text: JSON.stringify(config) });
const upload = (tenantId: Tenant) => {
  const content = Buffer.from(csv(GINNIE)).toString("base64");
  return { tenantId, file: "workers.csv", content, uploadedBy: "ops" };
};
/** Both have the same feed, and the other has handed in the same file before. */
const uploadOfBoth = async ({ from, to }: Crossing, { office }: World): Promise<void> => {
  for (const tenant of [from, to])
    await office.call("tenant.apply", file(tenantConfig({ ...settings(tenant, tenant), ...HR }), tenant));
  await office.call("feed.upload", upload(to));
};

export const OPERATIONS: { readonly [Name in OperationName]: readonly Attempt<Name>[] | NoTenant } = {
  "tenant.validate": { noTenantBecause: "reads the text that it is given and no store" },
  "tenant.apply": [
    {
      what: "another's hook id in one's own config",
      is: "refused",
      input: ({ from, to }) => file(tenantConfig(settings(from, to)), from),
    },
    {
      what: "a value for another's secret",
      is: "refused",
      input: ({ from, to }) => ({
        ...file(tenantConfig(settings(from, from)), from),
        secrets: { [secretNameOf(to)]: "a value that is long enough for anything" },
      }),
    },
    ownOnly((tenantId) => file(tenantConfig(settings(tenantId, tenantId)), tenantId)),
  ],
  "tenant.list": { noTenantBecause: "lists all tenants to who runs all of them" },
  "tenant.show": [ownOnly((tenantId) => ({ tenantId }))],
  "tenant.export": [ownOnly((tenantId) => ({ tenantId }))],
  "tenant.remove": [
    ownOnly((tenantId) => ({ tenantId, withData: true }), { before: ({ from }, world) => releaseOf(from, world) }),
  ],
  "secret.set": [
    {
      what: "another's secret by name",
      is: "refused",
      input: ({ from, to }) => ({ tenantId: from, name: secretNameOf(to), value: "another value", by: "ops" }),
    },
    ownOnly((tenantId) => ({ tenantId, name: "okta-token", value: "a new token", by: "ops" })),
  ],
  "secret.list": [ownOnly((tenantId) => ({ tenantId }))],
  "secret.remove": [
    {
      what: "another's secret by name",
      is: "refused",
      input: ({ from, to }) => ({ tenantId: from, name: secretNameOf(to), by: "ops" }),
    },
    ownOnly((tenantId) => ({ tenantId, name: "okta-token", by: "ops" })),
  ],
  "okta.check": [ownOnly((tenantId) => ({ tenantId }))],
  "hook.register": [ownOnly((tenantId) => ({ tenantId, url: "https://mastery.example", by: "ops" }))],
  "hook.status": [ownOnly((tenantId) => ({ tenantId }))],
  "hook.rotate": [ownOnly((tenantId) => ({ tenantId, by: "ops" }))],
  "hook.remove": [ownOnly((tenantId) => ({ tenantId, by: "ops" }))],
  "person.list": [ownOnly((tenantId) => ({ tenantId }))],
  "person.show": comesFor((about) => about),
  "person.leave": comesFor((about) => ({ ...about, ...WHY })),
  "person.absence": comesFor((about) => ({ ...about, ...WHY })),
  "person.return": comesFor((about) => ({ ...about, ...WHY, at: "2026-05-15" })),
  "person.change": comesFor((about) => ({ ...about, ...WHY, title: "Clerk" })),
  "person.hire": [
    {
      what: "a manager who is another's",
      is: "refused",
      input: ({ from, to }) => ({ ...newcomer(from, "new@example.com"), manager: loginOf(to) }),
    },
    {
      what: "a login that another has",
      is: "own",
      input: ({ from, to }) => newcomer(from, loginOf(to)),
    },
  ],
  "orders.list": [...comesFor<"orders.list">((about) => about), ownOnly((tenantId) => ({ tenantId }))],
  "orders.change": [
    {
      what: "another's order by its id",
      is: "refused",
      input: ({ from, to }, world) => ({ tenantId: from, orderId: world.order(to), at: "2026-10-01", ...BY }),
    },
  ],
  "orders.withdraw": [
    {
      what: "another's order by its id",
      is: "refused",
      input: ({ from, to }, world) => ({ tenantId: from, orderId: world.order(to), ...BY }),
    },
  ],
  simulate: [...comesFor<"simulate">((about) => about), ownOnly((tenantId) => ({ tenantId }))],
  "executions.list": [ownOnly((tenantId) => ({ tenantId, unchanged: true }))],
  "executions.show": [
    {
      what: "one's own name before another's person",
      is: "refused",
      input: ({ from, to }, world) => ({ execution: executionName(from, world.person(to), 1) }),
    },
  ],
  "executions.rerun": [
    {
      what: "one's own name before another's person",
      is: "refused",
      input: ({ from, to }, world) => ({ execution: executionName(from, world.person(to), 1), requestedBy: "ops" }),
    },
  ],
  "tenant.pause": [ownOnly((tenantId) => ({ tenantId, reason: "a crossing", by: "ops" }))],
  "tenant.resume": [
    ownOnly((tenantId) => ({ tenantId, by: "ops" }), {
      before: async ({ from, to }, { office }) => {
        for (const tenantId of [from, to])
          await office.call("tenant.pause", { tenantId, reason: "a crossing", by: "ops" });
      },
    }),
  ],
  "dead-letters.list": [ownOnly((tenantId) => ({ tenantId }))],
  "dead-letters.show": { noTenantBecause: "takes a letter's id alone, from the list of who runs all tenants" },
  "dead-letters.redrive": [
    {
      what: "another's letter by its id",
      is: "refused",
      input: ({ from, to }) => ({ tenantId: from, id: letterOf(to) }),
    },
    ownOnly((tenantId) => ({ tenantId })),
  ],
  "events.status": [ownOnly((tenantId) => ({ tenantId }))],
  "feed.upload": [
    {
      what: "the very file and feed that another has",
      is: "own",
      input: ({ from }) => upload(from),
      before: uploadOfBoth,
    },
  ],
  "feed.list": [ownOnly((tenantId) => ({ tenantId }), { before: uploadOfBoth })],
  "outbox.list": [ownOnly((tenantId) => ({ tenantId }))],
  "outbox.take": [
    {
      what: "another's message by its key",
      is: "refused",
      input: ({ from, to }) => ({ tenantId: from, key: messageOf(to), takenBy: "ops" }),
    },
  ],
  status: [ownOnly((tenantId) => ({ tenantId }))],
};

const BY = { reason: "a crossing", by: "ops" };

const newcomer = (tenantId: Tenant, login: string) => ({
  ...{ tenantId, given: "New", family: "Comer", email: login, login, ...WHY },
});
