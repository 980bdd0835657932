/** Asks the sandbox at `url` for something beside SYSPRO's own API: its clock, its faults, its company. Throws what it answers when it refuses. */
export async function askSandbox(url: string, method: string, path: string, body?: unknown): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, ...(body !== undefined && json) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}
