import { defineConfig } from 'vitest/config';
import { embedForTests } from './src/page/embed.mjs';

export default defineConfig({
  plugins: [embedForTests],
  test: {
    setupFiles: ['test/setup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
