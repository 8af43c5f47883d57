// OpenJPEG as WebAssembly, loaded when the first image needs it: other imports do not pay for it.

/// <reference path="./codec-modules.d.ts" />

import {
  type CodecName,
  codecNameOf,
  type DecodedFrame,
  type FrameCodec,
  type PixelImage,
} from '../../core/dicom/index.ts';

/** What the package offers; Emscripten objects live until `delete`. */
interface Decoder {
  /** Room for the compressed bytes in the memory of the module. */
  getEncodedBuffer(byteLength: number): Uint8Array;
  decode(): void;
  /** In the memory of the module: valid until it grows. */
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  };
  delete(): void;
}

type Print = (line: string) => void;
type StartModule<T> = (options: { print: Print; printErr: Print }) => Promise<T>;
type NewDecoder = () => Decoder;

/** `print` gets what the module would write to the standard output, which belongs to the result of a command. */
const START: Readonly<Record<CodecName, (print: Print) => Promise<NewDecoder>>> = {
  'jpeg-2000': async (print) => {
    const { default: start } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
    const { J2KDecoder } = await (start as StartModule<{ J2KDecoder: new () => Decoder }>)({ print, printErr: print });
    return () => new J2KDecoder();
  },
};

const started = new Map<CodecName, Promise<FrameCodec>>();

function decodeWith(decoder: Decoder, frame: Uint8Array): DecodedFrame {
  decoder.getEncodedBuffer(frame.length).set(frame);
  decoder.decode();
  const { bitsPerSample, isSigned } = decoder.getFrameInfo();
  const bytes = decoder.getDecodedBuffer().slice();
  const samples = bitsPerSample <= 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  return { samples, bits: bitsPerSample, isSigned };
}

const startCodec = async (name: CodecName): Promise<FrameCodec> => {
  let hasFailed = false;
  // OpenJPEG says in words alone that it gave up; it throws nothing.
  const newDecoder = await START[name]((line) => {
    hasFailed ||= line.startsWith('[ERROR]');
  });
  return (frame) => {
    hasFailed = false;
    try {
      const decoder = newDecoder();
      try {
        const decoded = decodeWith(decoder, frame);
        if (hasFailed) throw new Error(`The ${name} decoder gave up.`);
        return decoded;
      } finally {
        decoder.delete();
      }
    } catch (thrown) {
      // Damaged data may leave the module's memory in any state: the next image gets a new one.
      started.delete(name);
      throw thrown;
    }
  };
};

/** The codec that the image needs, started; undefined where it needs none. Ask again for every file. */
export async function codecFor(image: PixelImage): Promise<FrameCodec | undefined> {
  const name = codecNameOf(image);
  if (name === null) return undefined;
  const running = started.get(name) ?? startCodec(name);
  started.set(name, running);
  return running;
}
