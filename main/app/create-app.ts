// Composition root: builds the services and joins them to a client through a transport. Knows no host.

import { randomBytes } from 'node:crypto';
// Not by the index: a call on the command line would make all schemas of the window at its start.
import { createClient } from '../../core/contract/client.ts';
import { contract, type LimnerClient } from '../../core/contract/contract.ts';
import { createInMemoryTransports } from '../../core/contract/in-memory-transport.ts';
import { createServer } from '../../core/contract/server.ts';
import { type AppOptions, createEnvironment } from './environment.ts';
import { createImplementation } from './implementation.ts';

export interface App {
  readonly client: LimnerClient;
  readonly close: () => void;
}

export function createApp(options: AppOptions): App {
  const environment = createEnvironment(options);
  const transports = createInMemoryTransports();
  createServer(contract, createImplementation(environment), transports.server, {
    createAbortController: () => new AbortController(),
    recordIncident: (error, method) => {
      const incidentId = randomBytes(4).toString('hex');
      environment.log.error('contract.incident', error, { incidentId, method });
      if (process.env['LIMNER_DEBUG'] === '1') process.stderr.write(`${(error as Error)?.stack}\n`);
      return incidentId;
    },
  });
  const client = createClient(contract, transports.client);
  return {
    client,
    close: () => transports.client.close(),
  };
}
