/** Envelope encryption: one data key a value, wrapped by a key that never leaves its keeper. */
export interface DataKeys {
  /** A new 256-bit key, and the same wrapped; `context` must be given again to unwrap it. */
  generate(
    context: Readonly<Record<string, string>>,
  ): Promise<{ readonly plain: Uint8Array; readonly wrapped: Uint8Array }>;
  /** @throws AccessDenied when the context differs or the wrapping key is not ours. */
  unwrap(wrapped: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
}
