export {
  addDays,
  addMonths,
  dateIn,
  instantAt,
  monthOf,
  monthsBetween,
  wallClockIn,
  wallClockSpan,
  type CalendarDate,
  type CalendarMonth,
  type WallClock,
} from './calendar-date.js';
