// asl-validator ships without types; this is what we use of it.
declare module "asl-validator" {
  function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errors: readonly Readonly<Record<string, unknown>>[];
  };
  export = validate;
}
