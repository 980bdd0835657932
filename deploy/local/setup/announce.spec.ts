import { describe, expect, it } from '@jest/globals';
import { announce, DOWNLOAD_MB } from './announce.js';

describe('the first line', () => {
  it('says how much a first run downloads and about how long that takes', () => {
    const all = DOWNLOAD_MB.packages + DOWNLOAD_MB.java;
    expect(announce({ packages: true, java: true })).toMatch(
      new RegExp(`downloads about ${all} MB \\(about .+ at 50 Mbit/s\\)`),
    );
  });

  it('counts only what is missing', () => {
    expect(announce({ packages: false, java: true })).toContain(`about ${DOWNLOAD_MB.java} MB`);
    expect(announce({ packages: false, java: false })).toContain('everything is downloaded already');
  });
});
