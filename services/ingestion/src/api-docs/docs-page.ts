import { fieldRows } from './field-rows.js';
import type { OpenApiDocument, OpenApiOperation } from './openapi-document.js';

/**
 * The document as one page for people, complete in itself: no script, no font, nothing from elsewhere, so that it works where nothing but us can be reached
 * and can be served under a policy that forbids everything.
 */
export function docsPage(document: OpenApiDocument): string {
  const { info, tags, paths } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const links = own.map(
      (each) => `<li><a href="#${each.operation.operationId}"><b>${each.method}</b> ${text(each.path)}</a></li>`,
    );
    const parts = own.map(({ method, path, operation }) => operationPart(method, path, operation));
    return {
      nav: `<h2>${name}</h2><ul>${links.join('')}</ul>`,
      part: `<h2>${name}</h2><p>${prose(description)}</p>${parts.join('')}`,
    };
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(info.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav><p class="name">Clarity Connect</p>${groups.map(({ nav }) => nav).join('')}<p><a href="/docs/openapi.json">openapi.json</a></p></nav>
<main><h1>${text(info.title)}</h1><p>${prose(info.description)}</p>${groups.map(({ part }) => part).join('')}</main>
</body>
</html>
`;
}

function operationPart(method: string, path: string, operation: OpenApiOperation): string {
  const { operationId, summary, description, security, parameters = [], requestBody } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  return `<section id="${operationId}">
<h3><span class="${method}">${method}</span> <code>${text(path)}</code></h3>
<p class="summary">${prose(summary)}${security ? ' <span class="key">key needed</span>' : ''}</p>
<p>${prose(description)}</p>
${table(
  ['parameter', 'in', 'meaning'],
  parameters.map((each) => [code(each.name), text(each.in), prose(each.description)]),
)}
${bodies.map(([mediaType, { schema, examples = {} }]) => bodyPart(mediaType, schema, examples, { path, security })).join('')}
<h4>Answers</h4>${table(
    ['status', 'meaning'],
    Object.entries(operation.responses).map(([status, answer]) => [code(status), answerPart(answer)]),
  )}
</section>`;
}

function bodyPart(
  mediaType: string,
  schema: Parameters<typeof fieldRows>[0] | undefined,
  examples: Readonly<Record<string, { readonly value: unknown }>>,
  { path, security }: { readonly path: string; readonly security?: readonly object[] | undefined },
): string {
  const rows = schema ? fieldRows(schema) : [];
  const fields = rows.map(({ field, required, type, meaning }) => [
    `${code(field)}${required ? '' : ' <span class="optional">optional</span>'}`,
    text(type),
    prose(meaning),
  ]);
  const shown = Object.entries(examples).map(
    ([name, { value }]) =>
      `<details open><summary>Example: ${text(name)}</summary><pre>${text(curl(path, value, security !== undefined))}</pre></details>`,
  );
  return `<h4>Body <small>${text(mediaType)}</small></h4>${shown.join('')}${table(['field', 'type', 'meaning'], fields)}`;
}

function curl(path: string, body: unknown, needsKey: boolean): string {
  const words = [
    `curl "$INGESTION${path}"`,
    ...(needsKey ? ['-H "Authorization: Bearer $SHOP_KEY"'] : []),
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body, null, 2)}'`,
  ];
  // A line each: one that runs out of the box hides the key that is needed.
  return words.join(' \\\n  ');
}

function answerPart({ description, content = {} }: OpenApiOperation['responses'][string]): string {
  const examples = Object.values(content).flatMap(({ example }) => (example === undefined ? [] : [example]));
  const shown = examples.map((example) => (typeof example === 'string' ? example : JSON.stringify(example, null, 2)));
  return `${prose(description)}${shown.map((each) => `<pre>${text(each)}</pre>`).join('')}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const head = heads.map((each) => `<th>${each}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function code(words: string): string {
  return `<code>${text(words)}</code>`;
}

/** Words between backticks are code. */
function prose(words: string): string {
  return text(words).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function text(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#0b6bcb, #7ab8ff); --get: #1a7f5a; --post: #0b6bcb; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; display: flex; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; flex: 0 0 17rem; padding: 1.2rem; border-right: 1px solid var(--line); font-size: 13px; }
nav .name { font-weight: 700; font-size: 16px; margin: 0; }
nav h2 { font-size: 12px; text-transform: uppercase; letter-spacing: .06em; margin: 1.2rem 0 .3rem; opacity: .7; }
nav ul { list-style: none; margin: 0; padding: 0; } nav li { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
main { flex: 1; min-width: 0; max-width: 66rem; padding: 1.2rem 2.5rem 6rem; }
h1 { margin: 0 0 .5rem; } main > h2 { margin: 3rem 0 .3rem; border-bottom: 2px solid var(--line); }
section { padding: 1.2rem 0; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 17px; } h4 { margin: 1.2rem 0 .4rem; } h4 small { font-weight: 400; opacity: .7; }
h3 span { color: #fff; border-radius: 4px; padding: .1rem .5rem; font-size: 12px; vertical-align: 2px; } .GET { background: var(--get); } .POST { background: var(--post); }
.summary { font-weight: 600; margin: .4rem 0; } .key { font-weight: 400; font-size: 12px; border: 1px solid var(--line); border-radius: 9px; padding: 0 .5rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } code { background: var(--soft); padding: .05rem .25rem; border-radius: 3px; }
pre { background: var(--soft); padding: .8rem 1rem; border-radius: 6px; overflow: auto; margin: .4rem 0; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-size: 12px; opacity: .7; } th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; } td:nth-child(2):not(:last-child) { min-width: 9rem; max-width: 16rem; overflow-wrap: anywhere; } .optional { font-size: 11px; opacity: .65; } summary { cursor: pointer; font-size: 13px; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; }
  thead { display: none; } tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); } td, td:nth-child(2):not(:last-child) { display: block; border: 0; padding: .1rem 0; max-width: none; } td:first-child { white-space: normal; overflow-wrap: anywhere; } }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
