/** A page for a person: complete in itself, without scripts, in light colours of enough contrast, from the width of a telephone upwards. */
export interface Page {
  readonly title: string;
  /** Something on it is wrong: the title says so first, because that is what is read aloud first. */
  readonly wrong?: boolean;
  /** Markup below the heading. */
  readonly body: string;
}

/** The whole document of a page of Opayo's, or of a card issuer's. */
export function framed({ title, wrong = false, body }: Page): string {
  return `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${wrong ? 'Error: ' : ''}${escape(title)} – Opayo sandbox</title>
<style>${STYLE}</style>
</head>
<body>
<header><p><strong>Opayo sandbox</strong> No money moves, and no real card is taken.</p></header>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** Text as it may stand in markup and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly autocomplete: string;
  /** Digits are asked for with a keyboard of digits. */
  readonly digits?: boolean;
  readonly type?: 'text' | 'password';
  /** Characters that fit into the box, when it is not to be as wide as the page. */
  readonly width?: number;
  readonly value?: string | undefined;
  readonly problem?: string | undefined;
  /** The page has just this one. */
  readonly focused?: boolean;
}

/** A label, what helps to fill it in, what is wrong with it, and its box. */
export function field({ name, label, hint, autocomplete, value = '', problem, ...look }: Field): string {
  const about = [hint ? `${name}-hint` : '', problem ? `${name}-problem` : ''].filter(Boolean).join(' ');
  return (
    `<div class="field${problem ? ' wrong' : ''}"><label for="${name}">${escape(label)}</label>` +
    (hint ? `<span class="hint" id="${name}-hint">${escape(hint)}</span>` : '') +
    (problem ? `<span class="problem" id="${name}-problem">${escape(problem)}</span>` : '') +
    `<input id="${name}" name="${name}" type="${look.type ?? 'text'}" autocomplete="${autocomplete}" value="${escape(value)}" required spellcheck="false"` +
    (look.digits ? ' inputmode="numeric"' : '') +
    (look.width ? ` style="max-width:${look.width + 3}ch"` : '') +
    (look.focused ? ' autofocus' : '') +
    (about ? ` aria-describedby="${about}"` : '') +
    `${problem ? ' aria-invalid="true"' : ''}></div>`
  );
}

/** Everything that is wrong, each a link to its field; it has the focus, so that it is read first. */
export function problemSummary(problems: readonly { readonly field: string; readonly message: string }[]): string {
  if (problems.length === 0) return '';
  const items = problems.map(({ field: name, message }) => `<li><a href="#${name}">${escape(message)}</a></li>`);
  return `<div class="summary" role="alert" tabindex="-1" autofocus><h2>There is a problem</h2><ul>${items.join('')}</ul></div>`;
}

/** Names and what they are, two and two. */
export function facts(rows: readonly (readonly [name: string, what: string])[]): string {
  return `<dl>${rows.map(([name, what]) => `<dt>${escape(name)}</dt><dd>${escape(what)}</dd>`).join('')}</dl>`;
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: #1b1f24; background: #f4f5f7; overflow-wrap: anywhere; } pre { white-space: pre-wrap; }
header { background: #33306b; color: #fff; } header p { margin: 0 auto; max-width: 32rem; padding: .6rem 1rem; font-size: .9375rem; } header strong { margin-right: .5rem; }
main { max-width: 32rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; background: #fff; }
@media (min-width: 34rem) { main { margin: 1.5rem auto; padding: 2rem; border-radius: 8px; } }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; } h2 { margin: 0 0 .5rem; font-size: 1.1875rem; }
dl { display: grid; grid-template-columns: minmax(5rem, auto) 1fr; gap: .25rem 1.5rem; margin: 0 0 1.5rem; padding: 1rem; background: #f4f5f7; border-radius: 6px; }
dt { color: #4a525c; } dd { margin: 0; font-weight: 600; }
.field { margin: 0 0 1.25rem; } label { display: block; font-weight: 600; }
.hint { display: block; color: #4a525c; } .problem { display: block; color: #b3001b; font-weight: 600; }
.wrong { border-left: 4px solid #b3001b; padding-left: .75rem; } .wrong input { border-color: #b3001b; }
input { display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; color: inherit; background: #fff; border: 2px solid #6b7480; border-radius: 6px; }
button { width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; color: #fff; background: #3d3a8c; border: 2px solid #3d3a8c; border-radius: 6px; cursor: pointer; }
button:hover { background: #2b2966; } form + form { margin-top: .75rem; }
button.quiet { color: #3d3a8c; background: #fff; border-color: transparent; text-decoration: underline; } button.quiet:hover { background: #f4f5f7; }
:focus-visible, .summary:focus { outline: 3px solid #b35900; outline-offset: 2px; }
.summary { margin: 0 0 1.5rem; padding: 1rem; border: 3px solid #b3001b; border-radius: 6px; } .summary ul { margin: 0; padding-left: 1.25rem; } .summary a { color: #b3001b; font-weight: 600; }
details { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid #d5d9de; } summary { cursor: pointer; } details dl { margin: .75rem 0 0; font-size: .9375rem; } details dd { font-weight: 400; }
`;
