// What every transport must keep: the one in memory, the web host's and the Electron host's, each end as it is shipped.

import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  command,
  createClient,
  createInMemoryTransports,
  createServer,
  type Implementation,
  job,
  query,
  type Transport,
} from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import { connectOverBridge, connectOverWeb } from '../support/host-transports.ts';

const contract = {
  counter: {
    add: command(z.object({ by: z.number().int() }), z.object({ total: z.number() })),
    count: job(z.object({ to: z.number() }), z.object({ counted: z.number() })),
    fail: query(z.object({ how: z.enum(['known', 'unknown', 'infinite']) }), z.object({ value: z.number() })),
  },
};

const implementation = (): Implementation<typeof contract> => {
  let total = 0;
  return {
    counter: {
      add: async ({ by }) => {
        total += by;
        return { total };
      },
      count: async ({ to }, { report, signal }) => {
        for (let done = 1; done <= to; done++) {
          signal.throwIfAborted();
          report({ phase: 'count', done, total: to });
          await new Promise((resume) => setImmediate(resume));
        }
        return { counted: to };
      },
      fail: async ({ how }) => {
        if (how === 'infinite') return { value: Number.POSITIVE_INFINITY };
        if (how === 'unknown') throw new Error('secret detail');
        throw new AppError('conflict', 'COUNTER_BUSY', 'The counter is busy. Try again.', { retryable: true });
      },
    },
  };
};

interface Ends {
  readonly client: Transport;
  readonly server: Transport;
}

const transports: Record<string, () => Ends | Promise<Ends>> = {
  'in memory': createInMemoryTransports,
  'web host': connectOverWeb,
  'Electron host': connectOverBridge,
};

describe.each(Object.entries(transports))('contract over the transport: %s', (name, connect) => {
  const start = async () => {
    const incidents: unknown[] = [];
    const { client, server } = await connect();
    createServer(contract, implementation(), server, {
      createAbortController: () => new AbortController(),
      recordIncident: (error) => `incident-${incidents.push(error)}`,
    });
    return { client: createClient(contract, client), incidents, raw: client, server };
  };

  it('answers a command', async () => {
    const { client } = await start();
    await client.counter.add({ by: 2 });
    expect(await client.counter.add({ by: 3 })).toEqual({ total: 5 });
  });

  it('refuses input that does not fit the schema, and says where', async () => {
    const { client } = await start();
    const call = client.counter.add({ by: 'two' as unknown as number });
    await expect(call).rejects.toMatchObject({ kind: 'invalid-input', message: expect.stringContaining('by:') });
  });

  it('refuses methods that are not in the contract, inherited ones too', async () => {
    const { raw } = await start();
    for (const method of ['counter.none', 'none.add', 'constructor.add', 'counter.toString']) {
      const answer = new Promise<{ type: string; error: { kind: string } }>((settle) => {
        raw.onFrame((frame) => settle(JSON.parse(frame)));
      });
      raw.send(JSON.stringify({ v: 1, type: 'req', id: 999, method, input: {} }));
      expect(await answer).toMatchObject({ type: 'err', error: { kind: 'not-found' } });
    }
  });

  it('carries a known error whole, and hides an unknown one behind an incident', async () => {
    const { client, incidents } = await start();
    await expect(client.counter.fail({ how: 'known' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'COUNTER_BUSY',
      retryable: true,
    });
    await expect(client.counter.fail({ how: 'unknown' })).rejects.toMatchObject({
      kind: 'internal',
      message: expect.not.stringContaining('secret'),
    });
    expect(incidents).toHaveLength(1);
  });

  it('never sends a number that JSON would turn into null', async () => {
    await expect((await start()).client.counter.fail({ how: 'infinite' })).rejects.toMatchObject({ kind: 'internal' });
  });

  it('reports progress in order and cancels', async () => {
    const { client } = await start();
    const seen: number[] = [];
    const controller = new AbortController();
    const call = client.counter.count(
      { to: 100_000 },
      {
        signal: controller.signal,
        report: ({ done }) => {
          seen.push(done);
          if (done === 3) controller.abort();
        },
      },
    );
    await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen).toEqual(seen.map((_, at) => at + 1));
    expect(seen.length).toBeLessThan(100_000);
  });

  it('fails what was asked when either end closes, and what is asked afterwards', async () => {
    // The main process of Electron takes its window with it.
    const ends = name === 'Electron host' ? (['raw'] as const) : (['raw', 'server'] as const);
    for (const end of ends) {
      const { client, [end]: closing } = await start();
      const asked = client.counter.count({ to: 1_000_000 });
      closing.close();
      await expect(asked).rejects.toMatchObject({ kind: 'resource', code: 'CONNECTION_LOST', retryable: true });
      await expect(client.counter.add({ by: 1 })).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    }
  });

  it('listens to the signal of a call no longer than the call lasts', async () => {
    const { client, raw } = await start();
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    await client.counter.add({ by: 1 }, { signal });
    await client.counter.fail({ how: 'known' }, { signal }).catch(() => undefined);
    expect(listeners()).toBe(0);
    const asked = client.counter.count({ to: 1_000_000 }, { signal }).catch(() => undefined);
    expect(listeners()).toBe(1);
    raw.close();
    await asked;
    expect(listeners()).toBe(0);
  });
});

describe('a server whose transport takes nothing more', () => {
  it('stops what nobody waits for, and its late answers end nothing', async () => {
    const { client, server } = createInMemoryTransports();
    const incidents: string[] = [];
    let counted = 0;
    const { counter } = implementation();
    const { emit } = createServer(
      contract,
      {
        counter: {
          ...counter,
          count: async ({ to }, context) => {
            for (; counted < to; counted++) {
              context.signal.throwIfAborted();
              context.report({ phase: 'count', done: counted, total: to });
              await new Promise((resume) => setImmediate(resume));
            }
            return { counted };
          },
        },
      },
      {
        ...server,
        send: () => {
          throw new TypeError('Object has been destroyed');
        },
      },
      {
        createAbortController: () => new AbortController(),
        recordIncident: (_error, method) => `incident-${incidents.push(method)}`,
      },
    );
    client.send(JSON.stringify({ v: 1, type: 'req', id: 1, method: 'counter.count', input: { to: 1000 } }));
    await expect.poll(() => incidents).toEqual(['counter.count', 'counter.count']);
    expect(counted).toBe(1);
    emit('something', null);
    expect(incidents).toHaveLength(3);
  });

  it('says also of an error with data that no frame can carry that it is one', async () => {
    const { client, server } = createInMemoryTransports();
    const { counter } = implementation();
    const fail = async () => {
      throw new AppError('conflict', 'COUNTER_BUSY', 'Busy.', { data: { waitedMs: Number.NaN } });
    };
    createServer(contract, { counter: { ...counter, fail } }, server, {
      createAbortController: () => new AbortController(),
      recordIncident: () => 'incident-1',
    });
    const call = createClient(contract, client).counter.fail({ how: 'known' });
    await expect(call).rejects.toMatchObject({ kind: 'internal' });
  });
});
