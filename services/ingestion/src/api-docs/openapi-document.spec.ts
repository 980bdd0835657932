import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { docsPage } from './docs-page.js';
import { fieldRows } from './field-rows.js';
import { openApiDocument } from './openapi-document.js';
import { OPERATIONS } from './operations.js';

const document = openApiDocument();
const bodies = OPERATIONS.flatMap(({ path, request }) => (request ? [{ path, ...request }] : []));

describe("ingestion's OpenAPI document", () => {
  it('tells of every address a controller answers, and of no other', () => {
    const told = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
    expect(told.sort()).toEqual([...routesIn('services/ingestion/src'), ...routesIn('libs/service/src')].sort());
  });

  it.each(
    bodies.flatMap(({ path, schema, examples }) =>
      Object.entries(examples).map(([name, example]) => ({ path, name, schema, example })),
    ),
  )('$path: the example $name passes the schema that validates it', ({ schema, example }) => {
    expect(schema.safeParse(example)).toMatchObject({ success: true });
  });

  it.each(bodies)('$path: every field is explained', ({ path }) => {
    const content = document.paths[path]?.['post']?.requestBody?.content['application/json'];
    const rows = fieldRows(content?.schema ?? {});
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ meaning }) => meaning === '').map(({ field }) => field)).toEqual([]);
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] as string);
    for (const ref of refs) {
      const found = ref
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
      expect({ ref, found: typeof found }).toEqual({ ref, found: 'object' });
    }
  });

  it('has an operationId per operation, and says what needs a key', () => {
    const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(OPERATIONS.length);
    expect(document.paths['/shop/orders']?.['post']).toMatchObject({
      operationId: 'postShopOrders',
      security: [{ shopKey: [] }],
    });
    expect(document.paths['/opayo/notifications']?.['post']?.security).toBeUndefined();
  });
});

describe('its page', () => {
  const page = docsPage(document);

  it('needs nothing from elsewhere: no script, no image, no other address', () => {
    expect(page).not.toMatch(/<script|<img|<link|src=|@import|url\(/);
    expect(
      [...page.matchAll(/href="([^"]+)"/g)]
        .map((match) => match[1])
        .filter((href) => !/^(#|\/docs\/)/.test(href ?? '')),
    ).toEqual([]);
  });

  it('shows every address, field and example', () => {
    for (const { path } of OPERATIONS) expect(page).toContain(path);
    expect(page).toContain('<code>placed.lines[].taxRatePercent</code>');
    expect(page).toContain('&quot;vendorTxCode&quot;: &quot;gifts-536365-1&quot;');
  });

  it('says what may be in a field: of kinds each, and nothing of null', () => {
    expect(page).toMatch(/<code>kind<\/code>.*?<td>PLACED or AMENDED or CANCELLED<\/td>/);
    expect(page).toMatch(/<code>placed\.customer\.email<\/code>.*?<td>text, at most 255<\/td>/);
    expect(page).not.toContain(' or any');
  });

  it('takes what it shows for text', () => {
    const evil = { ...document, info: { ...document.info, title: '<script>alert(1)</script>' } };
    expect(docsPage(evil)).not.toContain('<script');
  });
});

/** What the decorators of the controllers below a folder say: `post /shop/orders`; the pages of the docs themselves excepted. */
function routesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.controller.ts'),
  );
  return files.flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    const base = /@Controller\((?:'([^']*)')?\)/.exec(source)?.[1] ?? '';
    if (base === 'docs') return [];
    return [...source.matchAll(/@(Get|Post|Put|Delete|Patch)\(([^)]*)\)/g)].flatMap(([, method = '', given = '']) => {
      const ends = given === '' ? [''] : [...given.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
      return ends.map((end) => `${method.toLowerCase()} ${address(base, end)}`);
    });
  });
}

function address(...parts: string[]): string {
  return `/${parts.filter((part) => part !== '').join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
}
