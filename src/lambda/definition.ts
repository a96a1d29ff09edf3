import type * as z from "zod";

/**
 * What a file in `functions/` exports as `definition`: the work of one Lambda, without Lambda. `createHandler` puts the
 * middy chain of its kind around it, the same one in AWS and locally; only the dependencies differ.
 */
export interface StepDefinition<Deps, Input = unknown, Output = unknown> {
  readonly kind: "step";
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  readonly run: (input: Input, deps: Deps) => Promise<Output>;
}

export interface HttpRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A page, instead of a body. */
  readonly html?: string;
}

export interface HttpDefinition<Deps> {
  readonly kind: "http";
  readonly name: string;
  /** As API Gateway writes them; the first is the one that documentation shows. */
  readonly routes: readonly { readonly method: "GET" | "POST"; readonly path: string }[];
  readonly run: (request: HttpRequest, deps: Deps) => Promise<HttpResponse>;
}

export interface ConsumerDefinition<Deps, Body = unknown> {
  readonly kind: "consumer";
  readonly name: string;
  readonly queue: "intake" | "assessments";
  readonly message: z.ZodType<Body>;
  /** Resolved means acknowledged; rejected means delivered again, and in the end a dead letter. */
  readonly run: (body: Body, deps: Deps) => Promise<void>;
}

export type Definition<Deps> = StepDefinition<Deps> | HttpDefinition<Deps> | ConsumerDefinition<Deps>;

/** A step of a state machine, or a function that a schedule or an event rule invokes. */
export function defineStep<Deps, Input, Output>(
  step: Omit<StepDefinition<Deps, Input, Output>, "kind">,
): StepDefinition<Deps> {
  // Sound: `run` only ever receives what `input` has parsed.
  return { kind: "step", ...step } as unknown as StepDefinition<Deps>;
}

export function defineHttp<Deps>(http: Omit<HttpDefinition<Deps>, "kind">): HttpDefinition<Deps> {
  return { kind: "http", ...http };
}

export function defineConsumer<Deps, Body>(
  consumer: Omit<ConsumerDefinition<Deps, Body>, "kind">,
): ConsumerDefinition<Deps> {
  return { kind: "consumer", ...consumer } as unknown as ConsumerDefinition<Deps>;
}
