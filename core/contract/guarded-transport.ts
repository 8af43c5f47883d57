// The wall between a window that may be out of order, or in other hands, and the server: only well-formed frames pass.

import { type ClientFrame, FRAME_VERSION, type Transport } from './frames.ts';

const METHOD = /^[a-zA-Z]{1,32}\.[a-zA-Z]{1,32}$/;

/** True for the text of a frame that a client may send. The input of a call is checked by its method's schema later. */
export function isClientFrame(text: string): boolean {
  let frame: Partial<ClientFrame> | null;
  try {
    frame = JSON.parse(text) as Partial<ClientFrame> | null;
  } catch {
    return false;
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return false;
  if (frame.v !== FRAME_VERSION || !Number.isSafeInteger(frame.id) || (frame.id as number) < 0) return false;
  if (frame.type === 'cancel') return true;
  return frame.type === 'req' && typeof frame.method === 'string' && METHOD.test(frame.method) && 'input' in frame;
}

/** `transport` without frames that are too long or not well formed; `onDropped` hears of each. `maxLength` in
 * characters. */
export function guardTransport(
  transport: Transport,
  { maxLength, onDropped }: { readonly maxLength: number; readonly onDropped: () => void },
): Transport {
  return {
    send: (frame) => transport.send(frame),
    close: () => transport.close(),
    onFrame: (receive) =>
      transport.onFrame((text) => {
        if (typeof text === 'string' && text.length <= maxLength && isClientFrame(text)) receive(text);
        else onDropped();
      }),
  };
}
