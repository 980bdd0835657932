/** A text that prints as nothing of use; `libs/service` reads secret settings as such. */
export interface SecretText {
  reveal(): string;
}

/** How SYSPRO is spoken to. */
export type SysproProfile = 'enet' | 'harmony';

/** How to reach one company of one SYSPRO as one operator. */
export interface SysproSettings {
  /** `enet`: SYSPRO's own e.net over REST. `harmony`: JSON in the naming of a vendor's page (libs/syspro/README.md). Default `enet`. */
  readonly profile?: SysproProfile;
  /**
   * `enet`: up to and with `/Rest`, e.g. `http://syspro:31002/SYSPROWCFService/Rest`; `harmony`: up to and with the version, e.g.
   * `https://syspro/api/harmony/2.0`. There is no usual port.
   */
  readonly baseUrl: string;
  /** An operator of our own: SYSPRO keeps one live session per operator, and a second logon silently ends the first. */
  readonly operator: string;
  readonly operatorPassword: SecretText;
  readonly companyId: string;
  readonly companyPassword: SecretText;
  /** Milliseconds for one call; afterwards a posting is in doubt. Default 30 000, as live clients use. */
  readonly timeoutMs?: number;
  /** Milliseconds of them until the connection stands; a failure to connect is surely not sent. Default 5 000. */
  readonly connectTimeoutMs?: number;
  /** e.net only: bytes of a request line's target beyond which a transaction goes by PostLD. Default 8 000; http.sys takes 16 384 with headers. */
  readonly urlLimitBytes?: number;
  /** e.net only: `ALWAYS` spares access logs on the way the documents; `NEVER` for a SYSPRO 7, which has no PostLD. Default `WHEN_NEEDED`. */
  readonly largeDocuments?: 'WHEN_NEEDED' | 'ALWAYS' | 'NEVER';
  /** Hears of every call when it has ended: for metrics and logs. Holds no secrets and no documents. */
  readonly onCall?: (call: CallSummary) => void;
}

/** One ended call, fit for a metric's labels. */
export interface CallSummary {
  /** `Logon`, `Query/Query`, `Transaction/Post`, …; by harmony the request, e.g. `POST SalesOrder`. */
  readonly operation: string;
  /** `SORTOI`, …; empty for session operations. */
  readonly businessObject: string;
  readonly durationMs: number;
  /** `answered`, or the code of what went wrong, e.g. `SYSPRO_TIMEOUT`. A refusal in XML is an answer. */
  readonly result: string;
}

/** One call with what was said both ways: evidence. Documents hold personal data; keep it sealed. */
export interface RecordedCall extends CallSummary {
  readonly startedAt: Date;
  readonly parameters: string;
  readonly document: string;
  readonly reply: string;
}

/** Where the calls of one attempt are written down, in order. */
export type CallTrail = RecordedCall[];

/** What a caller wants around the calls it makes. */
export interface CallWatch {
  /** Where they are written down. */
  readonly trail?: CallTrail;
  /**
   * Called right before a transaction is sent: its turn has come and the session stands. When it throws, nothing is sent and its error
   * comes out. Called again before the repeat that follows a lost session.
   */
  readonly beforePosting?: () => Promise<void>;
}
