import { defineConfig } from 'vitest/config';

// `npm run test:long`: what is too long for every run (many kills, the whole sets).
export default defineConfig({
  test: {
    include: ['tests/long/**/*.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    // One second, as vitest has it, is too short for a window that draws by software on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 1,
  },
});
