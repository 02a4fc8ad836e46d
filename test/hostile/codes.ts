/** What each event that comes in may be answered with, as `code`, beside -1005. */
export const codesOfEvents: Readonly<Record<number, readonly number[]>> = {
  0: [-2001, -2006, -2007, -2018, -2021, -3000, -4006, -5000, -5001, -6101, -6105],
  1: [0, -5000],
  2: [0],
  42: [],
  45: [-1012],
}

/** Why a body that its schema takes can be -1001 or -1002 all the same: the start of the detail. */
export const lateComplaints: readonly string[] = [
  'users must not be empty',
  'type is no status',
  'startId is no message of this log',
  'id is of no application',
  'msgId is no message of this user',
  'Header: FZM-DEVICE',
  'Header: FZM-AUTH-TOKEN',
]
