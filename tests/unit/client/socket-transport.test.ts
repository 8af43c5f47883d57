// The window's line in a browser: when calls wait, when they fail, and how it comes back.

import { describe, expect, it } from 'vitest';
import { createSocketTransport } from '../../../renderer/client/socket-transport.ts';

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  send(frame: string): void {
    this.sent.push(frame);
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  receive(frame: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: frame }));
  }
}

function start(isWelcome: () => Promise<boolean> = async () => true) {
  const sockets: FakeSocket[] = [];
  const waits: { ms: number; then: () => void }[] = [];
  const states: string[] = [];
  let lost = 0;
  const transport = createSocketTransport({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    isWelcome,
    wait: (ms, then) => void waits.push({ ms, then }),
  });
  transport.onState((state) => void states.push(state));
  transport.onLost?.(() => void lost++);
  return { transport, sockets, waits, states, lost: () => lost };
}

const settled = () => new Promise((resume) => setTimeout(resume));

describe('the line to the server', () => {
  it('keeps what is sent while it connects, in order', () => {
    const { transport, sockets, states } = start();
    transport.send('first');
    transport.send('second');
    expect(sockets[0]?.sent).toEqual([]);
    sockets[0]?.open();
    transport.send('third');
    expect(sockets[0]?.sent).toEqual(['first', 'second', 'third']);
    expect(states).toEqual(['open']);
  });

  it('loses what was not answered when it breaks, and comes back by itself', async () => {
    const { transport, sockets, waits, states, lost } = start();
    sockets[0]?.open();
    transport.send('asked');
    sockets[0]?.close();
    expect(lost()).toBe(1);
    await settled();
    waits[0]?.then();
    sockets[1]?.open();
    transport.send('again');
    expect(sockets[1]?.sent).toEqual(['again']);
    expect(states).toEqual(['open', 'lost', 'open']);
  });

  it('fails calls at once while it is lost, instead of keeping them', async () => {
    const { transport, sockets, lost } = start();
    sockets[0]?.open();
    sockets[0]?.close();
    transport.send('asked');
    await settled();
    expect(lost()).toBe(2);
  });

  it('waits longer after each attempt, up to five seconds', async () => {
    const { sockets, waits } = start();
    for (let attempt = 0; attempt < 8; attempt++) {
      sockets.at(-1)?.close();
      await settled();
      waits.at(-1)?.then();
    }
    expect(waits.map(({ ms }) => ms)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it('goes on when the server does not answer, and asks on until a server that does not know this browser does', async () => {
    const silent = start(() => Promise.reject(new TypeError('failed')));
    silent.sockets[0]?.close();
    await settled();
    expect(silent.waits).toHaveLength(1);
    let isKnown = false;
    const refused = start(async () => isKnown);
    refused.sockets[0]?.close();
    await settled();
    expect(refused.states).toEqual(['lost', 'refused']);
    expect(refused.sockets).toHaveLength(1);
    isKnown = true;
    refused.waits[0]?.then();
    await settled();
    refused.waits[1]?.then();
    refused.sockets[1]?.open();
    expect(refused.states).toEqual(['lost', 'refused', 'open']);
  });

  it('does not come back once the window has closed it', async () => {
    const { transport, sockets, waits, states } = start();
    sockets[0]?.open();
    transport.close();
    await settled();
    expect(states).toEqual(['open', 'closed']);
    expect(waits).toEqual([]);
  });

  it('hands on what it hears', () => {
    const { transport, sockets } = start();
    const heard: string[] = [];
    transport.onFrame((frame) => void heard.push(frame));
    sockets[0]?.open();
    sockets[0]?.receive('frame');
    expect(heard).toEqual(['frame']);
  });
});
