import type { Operation } from "../domain/operation.ts";

/** One operation in words: what, on what, and why. */
export function operationText(operation: Operation): string {
  const { kind, why } = operation;
  return `${[kind, objectOf(operation)].filter(Boolean).join(" ")} (${why})`;
}

function objectOf(operation: Operation): string {
  switch (operation.kind) {
    case "update-profile":
      return Object.entries(operation.changes)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(" ");
    case "add-group":
    case "remove-group":
      return operation.groupName;
    case "change-user-type":
      return `to ${operation.typeName}`;
    case "remove-admin-role":
      return operation.roleType;
    case "block-sign-in":
      return `by ${operation.by}`;
    case "reset-factors":
      return `${operation.count} enrolled`;
    case "raise-task":
      return `${operation.title} for ${operation.owner}`;
    case "tell-manager":
      return `${operation.role} the move, to ${operation.to}`;
    case "deliver-credential":
    case "welcome-manager":
      return `to ${operation.to}`;
    default:
      return "";
  }
}
