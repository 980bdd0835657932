import { instantAt } from '#libs/calendar';
import { TIME_ZONE } from '../../clock/sandbox-clock.js';

/** An instant as Pi writes it: London's wall clock with milliseconds and offset, `2015-08-11T11:45:16.285+01:00`. */
export function londonTimestamp(instant: Date): string {
  const wall = new Date(instant.getTime() + offsetMs(instant)).toISOString();
  return offsetMs(instant) === 0 ? wall : wall.replace('Z', '+01:00');
}

const HOUR_MS = 3_600_000;

// London is at UTC or an hour ahead: whichever of the two wall clocks leads back to the instant.
function offsetMs(instant: Date): number {
  const [date = '', time = ''] = new Date(instant.getTime() + HOUR_MS).toISOString().split('T');
  const whole = Math.floor(instant.getTime() / 1000) * 1000;
  return instantAt(date, time.slice(0, 8), TIME_ZONE).getTime() === whole ? HOUR_MS : 0;
}
