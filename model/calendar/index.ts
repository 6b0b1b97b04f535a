// Public surface of calendars and local time.
export * from './calendar.ts';
export * from './schedule.ts';
export * from './zone.ts';
