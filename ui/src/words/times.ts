/** Times as a person reads them; every function takes `now` so that what is shown and said agree. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockFormat = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const secondsFormat = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const dateFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const fullFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** `13:40` */
export function clockTime(at: number): string {
  return clockFormat.format(at);
}

/** `13:40:02` */
export function clockSeconds(at: number): string {
  return secondsFormat.format(at);
}

/** `3 Oct 2026` */
export function date(at: number): string {
  return dateFormat.format(at);
}

/** With weekday, seconds and zone, for a title. */
export function fullTime(at: number): string {
  return fullFormat.format(at);
}

/** `today 13:42`, `yesterday 13:42` or `3 Oct 2026, 09:12` */
export function dayAndTime(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return `today ${clockTime(at)}`;
  if (days === 1) return `yesterday ${clockTime(at)}`;
  return `${date(at)}, ${clockTime(at)}`;
}

/** `Today`, `Yesterday` or `Tuesday 3 October`, as the heading of a group. */
export function dayHeading(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return dayFormat.format(at).replace(",", "");
}

/** A span in words that count down: `42 minutes`, `1 minute`, `38 seconds`, `3 hours`, `12 days`. */
export function span(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left < MINUTE) return plural(Math.ceil(left / SECOND), "second");
  if (left < 2 * HOUR) return plural(Math.floor(left / MINUTE), "minute");
  if (left < 2 * DAY) return plural(Math.floor(left / HOUR), "hour");
  return plural(Math.floor(left / DAY), "day");
}

/** The same for a chip: `42 min`, `38 s`, `3 h`, `12 d`. */
export function shortSpan(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left < MINUTE) return `${Math.ceil(left / SECOND)} s`;
  if (left < 2 * HOUR) return `${Math.floor(left / MINUTE)} min`;
  if (left < 2 * DAY) return `${Math.floor(left / HOUR)} h`;
  return `${Math.floor(left / DAY)} d`;
}

/** `4 min 12 s` */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${String(seconds % 60).padStart(2, "0")} s` : `${seconds} s`;
}

/** How long something took: `7 ms`, `1.38 s`, `21 s`, `3 min 04 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < SECOND) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10 * SECOND) return `${(milliseconds / SECOND).toFixed(2)} s`;
  if (milliseconds < MINUTE) return `${Math.round(milliseconds / SECOND)} s`;
  return minutesAndSeconds(milliseconds);
}

/** `1 site`, `2 sites` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

function daysBetween(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
