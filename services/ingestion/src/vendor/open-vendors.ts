import { InvariantViolation } from '#libs/errors';
import { PiClient, ReportingClient, ServerClient } from '#libs/opayo';
import { ConfigurationError } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import { readVendorSettings, type VendorSettings } from './vendor-settings.js';
import { Vendors, type Vendor } from './vendors.js';

/** The vendors of OPAYO_VENDORS with their clients. Throws `ConfigurationError` when a vendor has a reporting user and REPORTING_URL is missing. */
export function openVendors(config: IngestionConfig): Vendors {
  const reading = readVendorSettings(config.opayoVendors.reveal());
  const [first, ...rest] = reading.ok ? reading.vendors.map((settings) => vendorOf(settings, config)) : [];
  if (!first)
    throw new InvariantViolation('OPAYO_VENDORS was checked and cannot be read', { code: 'VENDORS_UNREADABLE' });
  return new Vendors([first, ...rest]);
}

function vendorOf(settings: VendorSettings, config: IngestionConfig): Vendor {
  const { vendor: name, pi, redirectUrls, orderReference } = settings;
  return {
    ...{ name, redirectUrls, orderReference },
    pi: new PiClient({ baseUrl: config.piBaseUrl, ...pi, timeoutMs: config.piTimeoutMs }),
    reporting: reportingOf(settings, config),
    server: new ServerClient({ baseUrl: config.serverBaseUrl, timeoutMs: config.serverTimeoutMs }),
  };
}

function reportingOf({ vendor, reporting }: VendorSettings, config: IngestionConfig): ReportingClient | undefined {
  if (!reporting) return undefined;
  const { reportingUrl: url, reportingTimeoutMs: timeoutMs } = config;
  if (url !== undefined) return new ReportingClient({ url, vendor, ...reporting, timeoutMs });
  const problem = `is missing, and the vendor '${vendor}' has a reporting user: address of Opayo's Reporting API`;
  throw new ConfigurationError('ingestion', [{ key: 'REPORTING_URL', problem }]);
}
