/**
 * Bundles every file of functions/ for Lambda in one esbuild run: dist/functions/<name>/index.mjs with the chunks that
 * it reaches, so that what a function never loads is not in its package.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const FUNCTIONS = join(ROOT, "functions");

/** CommonJS packages inside ES modules still call `require`. */
const BANNER = `import { createRequire as nodeRequire } from "node:module";const require = nodeRequire(import.meta.url);`;

export interface Bundle {
  readonly name: string;
  /** Source files in it, relative to the repository. */
  readonly inputs: readonly string[];
  readonly bytes: number;
  /** What is read when it starts; the rest is imported when it is needed. */
  readonly bytesAtStart: number;
}

/** @param target the folder for one folder a function; what lies there is replaced. */
export async function bundleFunctions(target: string): Promise<readonly Bundle[]> {
  const names = readdirSync(FUNCTIONS)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length));
  const work = mkdtempSync(join(tmpdir(), "mastery-bundle-"));
  try {
    const outputs = await compile(names, work);
    rmSync(target, { recursive: true, force: true });
    return names.map((name) => collect(name, { outputs, work, target }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function compile(names: readonly string[], outdir: string): Promise<Metafile["outputs"]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => join(FUNCTIONS, `${name}.ts`)),
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    keepNames: true, // Retry and Catch match an error's name
    legalComments: "none",
    // Okta's SDK breaks at run time in the other order.
    mainFields: ["main", "module"],
    plugins: [awsClientsAsModules],
    banner: { js: BANNER },
    entryNames: "[name]",
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    metafile: true,
    logLevel: "warning",
  });
  return metafile.outputs;
}

/** The AWS SDK's ES modules lose what is not used; its CommonJS does not (a third larger). */
const awsClientsAsModules: Plugin = {
  name: "aws-clients-as-modules",
  setup({ onResolve }) {
    onResolve({ filter: /^@(?:aws-sdk|smithy)\/[^/]+$/ }, ({ path, resolveDir }) => {
      const manifestPath = findPackageJSON(path, pathToFileURL(join(resolveDir, "importer.js")));
      if (manifestPath === undefined) return undefined;
      const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as { exports?: unknown; module?: string };
      if (manifest.exports !== undefined || manifest.module === undefined) return undefined;
      return { path: join(dirname(manifestPath), manifest.module) };
    });
  },
};

interface Compiled {
  readonly outputs: Metafile["outputs"];
  readonly work: string;
  readonly target: string;
}

/** Copies an entry and everything that it reaches. */
function collect(name: string, { outputs, work, target }: Compiled): Bundle {
  const entry = Object.keys(outputs).find((path) => path.endsWith(`/${name}.mjs`)) ?? "";
  const all = reachable(outputs, entry, () => true);
  for (const path of all) {
    const from = join(ROOT, path);
    const to = join(target, name, path === entry ? "index.mjs" : relative(work, from));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
  const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  return {
    name,
    inputs: [...new Set(all.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})))].sort(),
    bytes: bytesOf(all),
    bytesAtStart: bytesOf(startsWith(outputs, entry, all)),
  };
}

/** The first invocation loads the AWS composition root at once; what that imports lazily comes later, if ever. */
function startsWith(outputs: Metafile["outputs"], entry: string, all: readonly string[]): readonly string[] {
  const roots = all.filter((path) => /^src\/aws\/[a-z]+-deps[.]ts$/.test(outputs[path]?.entryPoint ?? ""));
  const statically = (root: string) => reachable(outputs, root, (kind) => kind !== "dynamic-import");
  return [...new Set([entry, ...roots].flatMap(statically))];
}

function reachable(outputs: Metafile["outputs"], root: string, follows: (kind: string) => boolean): readonly string[] {
  const seen = new Set([root]);
  for (const path of seen)
    for (const next of outputs[path]?.imports ?? []) if (!next.external && follows(next.kind)) seen.add(next.path);
  return [...seen];
}

if (import.meta.main) {
  const started = performance.now();
  const bundles = await bundleFunctions(join(ROOT, "dist", "functions"));
  const kilobytes = (bytes = 0) => `${Math.round(bytes / 1000)} kB`;
  const largest = bundles.toSorted((a, b) => b.bytes - a.bytes)[0];
  const ingress = bundles.find(({ name }) => name === "ingest-okta-hook");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(
    `bundled ${bundles.length} functions in ${seconds} s: ingress ${kilobytes(ingress?.bytes)}, ` +
      `${kilobytes(ingress?.bytesAtStart)} of it at start; largest ${kilobytes(largest?.bytes)}`,
  );
}
