export {
  addDays,
  dateIn,
  instantAt,
  monthOf,
  monthsBetween,
  type CalendarDate,
  type CalendarMonth,
} from './calendar-date.js';
