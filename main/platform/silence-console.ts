/** Libraries print patient values to the console (dcmjs prints private tags): nothing of it may come out of a process
 * that reads such files. What Limner itself says goes to the streams. */
export function silenceConsole(): void {
  const ignore = () => undefined;
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const) {
    globalThis.console[method] = ignore;
  }
}
