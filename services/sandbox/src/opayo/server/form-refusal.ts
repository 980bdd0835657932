/** MALFORMED: a field is missing or garbled; INVALID: its value, or the state of things, is refused (opayo.md 4.3). */
export type RefusedStatus = 'MALFORMED' | 'INVALID' | 'ERROR';

/** A form post is refused. It is an answer: HTTP 200 with Status and `NNNN : text`. */
export interface FormRefusal {
  readonly status: RefusedStatus;
  /** Four digits (opayo.md 4.5). */
  readonly code: string;
  readonly text: string;
}

export function malformed(code: string, text: string): FormRefusal {
  return { status: 'MALFORMED', code, text };
}

export function invalid(code: string, text: string): FormRefusal {
  return { status: 'INVALID', code, text };
}

/** StatusDetail of a refusal. */
export function detailOf({ code, text }: FormRefusal): string {
  return `${code} : ${text}`;
}
