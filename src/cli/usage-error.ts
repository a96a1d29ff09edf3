/** The command line cannot be understood: exit status 2, with the usage that was meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** Path of the command, or of the group of commands, whose usage helps. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[]) {
    super(message);
    this.path = path;
  }
}
