/** An admin role, held by a user or by a group whose members have it through their membership. */
export interface RoleAssignment {
  readonly id: string;
  readonly type: string;
  readonly holder: "USER" | "GROUP";
  readonly holderId: string;
  readonly created: string;
}
