import type { Profile } from "../account.ts";
import type { Refusal } from "../decision.ts";
import type { OperationOf } from "../operation.ts";
import type { Standing } from "../person.ts";
import { addMs, type Instant } from "../time.ts";
import { fillingRule, groupsGiven, planJoinerGroups, refusalToRemove } from "./groups.ts";
import type { AccountInput, DirectoryFacts } from "./input.ts";

const DAY_MS = 86_400_000;

/** The groups that a move gives and takes, and what stands of them afterwards. */
export interface MoverGroups {
  readonly gained: readonly OperationOf<"add-group">[];
  readonly lost: readonly OperationOf<"remove-group">[];
  readonly refused: readonly Refusal[];
  readonly notes: readonly string[];
  readonly after: Pick<Standing, "groupIds" | "losing">;
}

/**
 * Gained is what the rules give now and the account does not hold; lost is what the rules gave before and give no more.
 * Whatever else is held was granted by hand: it is reported and stays. Without a move (`hasMoved`), only overlaps end.
 */
export function planMoverGroups(
  input: AccountInput,
  standing: Standing,
  profile: Profile,
  hasMoved: boolean,
): MoverGroups {
  const { facts, now } = input;
  const given = new Set(groupsGiven(input, profile).map(({ id }) => id));
  const held = new Set(facts.memberships.map(({ groupId }) => groupId));
  const ends = endsOf(input, standing, hasMoved);
  const lost: OperationOf<"remove-group">[] = [];
  const losing: Standing["losing"] = [];
  const refused: Refusal[] = [];
  for (const membership of facts.memberships) {
    const { groupId, groupName } = membership;
    const at = given.has(groupId) ? undefined : ends.get(groupId);
    if (at === undefined) continue;
    const refusal = refusalToRemove(membership, facts);
    if (refusal) refused.push(refusal);
    else if (at > now) losing.push({ groupId, groupName, at });
    else lost.push({ kind: "remove-group", why: whyLost(standing, groupId), groupId, groupName });
  }
  const joined = hasMoved ? planJoinerGroups(input, profile) : { operations: [], refused: [] };
  const ours = oursIn(standing);
  const stillOurs = [...given].filter((id) => ours.has(id) || !held.has(id));
  // What the policy withdrew from somebody who did not move stays the rules' to take back at the next move.
  const withdrawn = hasMoved ? [] : standing.groupIds.filter((id) => held.has(id) && !given.has(id));
  return {
    gained: joined.operations,
    lost,
    refused: [...joined.refused, ...refused],
    notes: grantedByHand(facts, new Set([...given, ...ours])),
    after: { groupIds: [...stillOurs, ...withdrawn], losing },
  };
}

function oursIn({ groupIds, losing }: Standing): ReadonlySet<string> {
  return new Set([...groupIds, ...losing.map(({ groupId }) => groupId)]);
}

/** When each group that the rules gave goes, unless they give it again. A new move does not prolong an old overlap. */
function endsOf(
  { policy, now }: AccountInput,
  { groupIds, losing }: Standing,
  hasMoved: boolean,
): ReadonlyMap<string, Instant> {
  const overlapEnds = addMs(now, policy.mover.overlapDays * DAY_MS);
  return new Map([
    ...(hasMoved ? groupIds.map((id) => [id, overlapEnds] as const) : []),
    ...losing.map(({ groupId, at }) => [groupId, at] as const),
  ]);
}

function whyLost({ losing }: Standing, id: string): string {
  const isPending = losing.some(({ groupId }) => groupId === id);
  return isPending ? "its overlap after a move has ended" : "the rules gave it before the move, and do not now";
}

function grantedByHand(facts: DirectoryFacts, byRule: ReadonlySet<string>): string[] {
  return facts.memberships
    .filter(({ groupId, kind }) => kind === "OKTA_GROUP" && !byRule.has(groupId))
    .filter(({ groupId }) => fillingRule(groupId, facts) === undefined)
    .map(({ groupName }) => `group ${groupName} was granted by hand, outside the rules: it is kept`)
    .toSorted();
}
