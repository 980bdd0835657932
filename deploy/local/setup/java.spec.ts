import { describe, expect, it } from '@jest/globals';
import { findJava, installCommand, parseJavaVersion } from './java.js';

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['openjdk version "24-ea" 2025-03-18', 24],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2" 2019-01-15', 11],
  ])('is read from %j', (output, version) => {
    expect(parseJavaVersion(output)).toBe(version);
  });

  it("is unknown for macOS's stub, which is no Java", () => {
    expect(parseJavaVersion('The operation couldn’t be completed. Unable to locate a Java Runtime.')).toBeUndefined();
  });
});

describe('looking for Java', () => {
  it('finds none where there is none', async () => {
    await expect(findJava({ PATH: '/nonexistent' })).resolves.toEqual({ state: 'missing' });
  });
});

describe('the install command', () => {
  it.each([
    ['linux', 'ID=debian\n', 'sudo apt-get install -y openjdk-17-jre-headless maven'],
    ['linux', 'ID=ubuntu\nID_LIKE=debian\n', 'sudo apt-get install -y openjdk-17-jre-headless maven'],
    ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install -y java-17-openjdk-headless maven'],
    ['linux', 'ID=alpine\n', 'sudo apk add openjdk17-jre-headless maven'],
    ['linux', 'ID=arch\n', 'sudo pacman -S --noconfirm jre17-openjdk-headless maven'],
    ['linux', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'sudo zypper install -y java-17-openjdk-headless maven'],
    ['darwin', '', 'brew install openjdk@17 maven'],
  ])('on %s with %j', (platform, osRelease, command) => {
    expect(installCommand('java and maven', platform, osRelease, false)).toBe(command);
  });

  it('names only what is missing, and needs no sudo as root', () => {
    expect(installCommand('maven', 'linux', 'ID=debian\n', true)).toBe('apt-get install -y maven');
  });
});
