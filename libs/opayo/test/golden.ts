import { readdirSync, readFileSync } from 'node:fs';

/** A request and a reply of Opayo's as `test/golden/README.md` describes them. */
export interface Golden {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    readonly fields?: Record<string, string>;
    readonly xml?: string;
  };
  readonly reply: { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown };
  readonly signedWith?: { readonly vendor: string; readonly securityKey: string };
  readonly credentials?: { readonly vendor: string; readonly user: string; readonly password: string };
  readonly meaning: Readonly<Record<string, unknown>>;
}

const FOLDER = new URL('../../../test/golden/opayo/', import.meta.url);

/** All exchanges of one API, vectors aside, whose name matches. */
export function goldenExchanges(api: 'pi' | 'server' | 'reporting', named: RegExp): Golden[] {
  return readdirSync(new URL(`${api}/`, FOLDER))
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => name !== 'signature-vectors' && named.test(name))
    .map((name) => ({ ...(goldenFile(`${api}/${name}`) as Golden), name }));
}

/** The signature vectors of an API. */
export function goldenVectors<Vector>(api: 'server' | 'reporting'): Vector[] {
  return (goldenFile(`${api}/signature-vectors`) as { vectors: Vector[] }).vectors;
}

function goldenFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}
