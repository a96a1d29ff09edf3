/** An event hook as registered: what it listens to and where it delivers. */
export interface EventHook {
  readonly id: string;
  name: string;
  description: string | null;
  status: "ACTIVE" | "INACTIVE";
  verificationStatus: "UNVERIFIED" | "VERIFIED";
  readonly created: string;
  readonly createdBy: string;
  lastUpdated: string;
  events: { type: "EVENT_TYPE"; items: string[]; filter: EventHookFilter | null };
  channel: {
    type: "HTTP";
    version: string;
    config: {
      uri: string;
      headers: { key: string; value: string }[];
      authScheme: { type: "HEADER"; key: string; value?: string | undefined } | null;
    };
  };
}

export interface EventHookFilter {
  readonly type: "EXPRESSION_LANGUAGE";
  readonly eventFilterMap: readonly { event: string; condition: { expression: string } }[];
}
