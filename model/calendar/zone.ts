// Owns local time: conversion between epoch milliseconds and wall clock in an IANA time zone, DST-safe.

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
