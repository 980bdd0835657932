import type { ConfigDefinition } from './define-config.js';
import type { Setting } from './setting.js';

/**
 * A table for people of every key a service reads: key, default, whether it is secret, meaning. Never shows a value that is set, so
 * it may be run and pasted anywhere.
 */
export function explainConfig(service: string, definition: ConfigDefinition<unknown>): string {
  const rows = Object.entries(definition.settings).map(([key, setting]) => [
    key,
    defaultOf(setting, service),
    setting.secret ? 'secret' : '',
    meaningOf(setting),
  ]);
  return [service, ...aligned([['key', 'default', '', 'meaning'], ...rows]).map((line) => `  ${line}`)].join('\n');
}

function defaultOf(setting: Setting<unknown>, service: string): string {
  const text = setting.defaultText?.({ service });
  if (text !== undefined) return text === '' ? '(empty)' : text;
  return setting.optional ? '(none)' : 'REQUIRED';
}

function meaningOf(setting: Setting<unknown>): string {
  return setting.example === undefined ? setting.doc : `${setting.doc}. Example: ${setting.example}`;
}

/** Pads all columns but the last to their widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
