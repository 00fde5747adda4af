import { expect, test } from 'vitest';
import { conductOf } from '../../src/cli/plan.ts';

test.each([
  { place: 'us', given: 'America/Los_Angeles', timezone: 'America/Los_Angeles' },
  // Elsewhere --timezone says where the times of the data belong, and not where people live.
  { place: 'hk', given: 'America/Los_Angeles', timezone: 'Asia/Hong_Kong' },
  { place: undefined, given: 'UTC', timezone: 'Asia/Shanghai' },
] as const)('the clock of recipients in $place', ({ place, given, timezone }) => {
  expect(conductOf(undefined, place, given)).toMatchObject({ timezone });
});
