import { expect, test } from 'vitest';
import { render, runOf } from './events.ts';

const FORMATS = ['stylish', 'compact', 'markdown', 'html'] as const;

test.each(
  FORMATS.flatMap((format) => [
    {
      format,
      baselined: 1573,
      suppressed: 2,
      says: '另有 1,573 处在基线内、2 处已豁免，不计在内。',
    },
    { format, baselined: 0, suppressed: 2, says: '另有 2 处已豁免，不计在内。' },
    { format, baselined: 3, suppressed: 0, says: '另有 3 处在基线内，不计在内。' },
  ]),
)('$format tells what a clean run does not count: $says', async (run) => {
  const { format, baselined, suppressed, says } = run;
  const counts = { error: 0, warning: 0, info: 0, baselined, suppressed };
  expect(await render(format, runOf([], [], { summary: { counts } }))).toContain(says);
});

test.each(FORMATS)('%s says nothing where everything counts', async (format) => {
  expect(await render(format, runOf([]))).not.toContain('不计在内');
});
