import { expect, it } from "vitest";
import { eventActor, wordsForActor } from "../../../src/domain/event-actor.ts";

it("keeps ids and kinds of the actor, and nothing that names a person", () => {
  const said = { type: "User", id: "00u1", clientId: null, tokenId: undefined };
  expect(eventActor(said)).toEqual({ type: "User", id: "00u1" });
  expect(eventActor({ type: "Ana Silva", id: "ana@story.example", clientId: "ana.silva", tokenId: "00T1" })).toEqual({
    tokenId: "00T1",
  });
  expect(eventActor({ type: "", id: "x".repeat(65) })).toBeUndefined();
  expect(eventActor({})).toBeUndefined();
});

it("says the client only where it is another than the actor", () => {
  expect(wordsForActor({ type: "PublicClientApp", id: "0oa1", clientId: "0oa1" })).toBe("actor PublicClientApp 0oa1");
  expect(wordsForActor({ type: "User", id: "00u1", clientId: "0oa1", tokenId: "00T2" })).toBe(
    "actor User 00u1 through client 0oa1 with API token 00T2",
  );
});
