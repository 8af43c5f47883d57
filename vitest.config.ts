import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/long/**'],
    setupFiles: [],
    // Several times what the slowest take on a quiet machine: these limits end what hangs, they judge no speed.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // One second, as vitest has it, is too short for a window that draws by software on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
