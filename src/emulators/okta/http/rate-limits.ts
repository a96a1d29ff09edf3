/**
 * Per-minute buckets, the most specific path and method winning. Numbers: Okta's last published defaults
 * (https://developer.okta.com/docs/reference/rate-limits/). One token or app gets half of each bucket.
 */
import type { Org } from "../org.ts";

export type RateLimitPlan = "off" | "integrator" | "workforce" | Readonly<Record<string, number>>;

interface Bucket {
  readonly name: string;
  readonly method?: RegExp;
  readonly path: RegExp;
  readonly integrator: number;
  readonly workforce: number;
}

const BUCKETS: readonly Bucket[] = [
  { name: "users-create-list", path: /^\/api\/v1\/users$/, integrator: 100, workforce: 600 },
  { name: "users-read", method: /GET/, path: /^\/api\/v1\/users\/[^/]+$/, integrator: 100, workforce: 2000 },
  { name: "users-write", path: /^\/api\/v1\/users\/[^/]+$/, integrator: 100, workforce: 600 },
  { name: "groups", path: /^\/api\/v1\/groups$/, integrator: 100, workforce: 500 },
  { name: "group", path: /^\/api\/v1\/groups\/[^/]+$/, integrator: 100, workforce: 1000 },
  { name: "app", path: /^\/api\/v1\/apps\/[^/]+$/, integrator: 100, workforce: 500 },
  { name: "apps", path: /^\/api\/v1\/apps(\/|$)/, integrator: 20, workforce: 100 },
  { name: "logs", path: /^\/api\/v1\/logs$/, integrator: 20, workforce: 120 },
  { name: "authn", path: /^\/api\/v1\/authn$/, integrator: 100, workforce: 600 },
  { name: "oauth", path: /^\/oauth2\//, integrator: 100, workforce: 1200 },
  { name: "api", path: /^\/api\/v1\//, integrator: 100, workforce: 1200 },
];

interface Window {
  readonly resetAt: number;
  readonly used: Map<string, number>;
}

export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** True once a minute, when the org's bucket (not a token's share of it) runs over: Okta alerts only then. */
  readonly isAlert: boolean;
  readonly bucket: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests; windows start with the first request of a bucket, so that they are not aligned to the clock. */
export function createRateLimiter(): (org: Org, method: string, path: string, principal: string) => RateLimitVerdict {
  const windows = new Map<string, Window>();
  return (org, method, path, principal) => {
    const bucket = BUCKETS.find((b) => b.path.test(path) && (b.method?.test(method) ?? true));
    const limit = bucket === undefined ? undefined : limitOfBucket(org, bucket);
    if (bucket === undefined || limit === undefined) return { allowed: true, isAlert: false, bucket: "", headers: {} };
    const window = windowOf(windows, `${org.id}/${bucket.name}`, org.now());
    const ceiling = Math.max(1, Math.floor(limit / 2));
    const used = count(window, "");
    const own = count(window, principal);
    const isHalved = principal !== "";
    const allowed = used <= limit && (!isHalved || own <= ceiling);
    const remaining = Math.max(0, isHalved ? Math.min(limit - used, ceiling - own) : limit - used);
    return {
      allowed,
      isAlert: used === limit + 1,
      bucket: bucket.name,
      headers: {
        "x-rate-limit-limit": String(isHalved ? ceiling : limit),
        "x-rate-limit-remaining": String(remaining),
        "x-rate-limit-reset": String(Math.ceil(window.resetAt / 1000)),
      },
    };
  };
}

function limitOfBucket(org: Org, bucket: Bucket): number | undefined {
  const plan = org.state.settings.rateLimits;
  if (plan === "off") return undefined;
  if (plan === "integrator" || plan === "workforce") return bucket[plan];
  return plan[bucket.name] ?? bucket.workforce;
}

function windowOf(windows: Map<string, Window>, key: string, now: number): Window {
  const current = windows.get(key);
  if (current !== undefined && current.resetAt > now) return current;
  const window = { resetAt: now + 60_000, used: new Map<string, number>() };
  windows.set(key, window);
  return window;
}

function count(window: Window, key: string): number {
  const used = (window.used.get(key) ?? 0) + 1;
  window.used.set(key, used);
  return used;
}
