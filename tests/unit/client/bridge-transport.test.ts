// The window's line in Electron, when the window itself closes it.
import { expect, it } from 'vitest';
import { createBridgeTransport } from '../../../renderer/client/bridge-transport.ts';

it('is open until it is closed; then it hears nothing, sends nothing, and says that answers will not come', async () => {
  const sent: string[] = [];
  let toWindow: (frame: string) => void = () => undefined;
  const transport = createBridgeTransport({
    send: (frame) => void sent.push(frame),
    onFrame: (receive) => {
      toWindow = receive;
    },
  });
  const told: string[] = [];
  transport.onFrame((frame) => void told.push(frame));
  transport.onState((state) => void told.push(state));
  transport.onLost?.(() => void told.push('lost'));
  transport.send('a');
  toWindow('b');
  expect([transport.state(), sent, told]).toEqual(['open', ['a'], ['b']]);
  transport.close();
  transport.close();
  toWindow('late');
  transport.send('late');
  expect([transport.state(), sent, told]).toEqual(['closed', ['a'], ['b', 'closed', 'lost']]);
  await Promise.resolve();
  expect(told).toEqual(['b', 'closed', 'lost', 'lost']);
});
