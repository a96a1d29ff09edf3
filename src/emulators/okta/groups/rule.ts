/** A group rule: an expression over the user that puts matching users into groups. */
export interface GroupRule {
  readonly id: string;
  name: string;
  status: "ACTIVE" | "INACTIVE" | "INVALID";
  readonly created: string;
  lastUpdated: string;
  expression: string;
  excludedUserIds: string[];
  groupIds: string[];
}
