import {
  SysproSession,
  SysproCompany,
  type Syspro,
  type CallSummary,
  type SecretText,
  type SiteSettings,
} from '#libs/syspro';
import { readRejectionCodes } from './rejection-codes/read-rejection-codes.js';
import type { SysproConfig } from './syspro-settings.js';

const NO_PASSWORD: SecretText = { reveal: () => '' };

/** The two doors to the company: one operator posts, the other looks. */
export interface SysproSessions {
  readonly lane: Syspro;
  readonly poller: Syspro;
}

/** Describes the sessions; each logs on when first needed. Throws when both would be the same operator, or when the site's table of refusals cannot be read. */
export function sysproSessions(config: SysproConfig, onCall: (call: CallSummary) => void): SysproSessions {
  if (config.sysproLaneOperator === config.sysproPollerOperator) {
    throw new Error(
      'SYSPRO_LANE_OPERATOR and SYSPRO_POLLER_OPERATOR must differ: each logon would end the other session',
    );
  }
  const site: SiteSettings = {
    orderValue: { grossValueElements: config.sysproOrderValueElements },
    import: { chargeProductClass: config.sysproChargeProductClass, parameters: {} },
    rejectionRules: readRejectionCodes(config.sysproRejectionCodesFile),
    currencyCodes: config.sysproCurrencyCodes ?? {},
  };
  const door = (operator: string, operatorPassword: SecretText) =>
    new SysproCompany(
      new SysproSession({
        profile: config.sysproProfile,
        baseUrl: config.sysproBaseUrl,
        operator,
        operatorPassword,
        companyId: config.sysproCompanyId,
        companyPassword: config.sysproCompanyPassword ?? NO_PASSWORD,
        timeoutMs: config.sysproTimeoutMs,
        connectTimeoutMs: config.sysproConnectTimeoutMs,
        urlLimitBytes: config.sysproUrlLimitBytes,
        largeDocuments: config.sysproLargeDocuments,
        onCall,
      }),
      site,
    );
  return {
    lane: door(config.sysproLaneOperator, config.sysproLanePassword),
    poller: door(config.sysproPollerOperator, config.sysproPollerPassword),
  };
}
