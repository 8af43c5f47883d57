// What a decoder of compressed pixels yields, and the port behind which those live that core cannot hold.

export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
}

export interface DecodedFrame {
  /** The low `bits` of each are the sample; higher bits have no meaning. */
  readonly samples: Uint8Array | Uint16Array;
  readonly bits: number;
  /** What the stream itself says; JPEG and JPEG-LS cannot say it. */
  readonly isSigned: boolean;
}

/** Decodes one frame whose stream has been checked to be of this size. Throws anything on damaged data. */
export type FrameCodec = (frame: Uint8Array, size: FrameSize) => DecodedFrame;

/** Compressions that need a `FrameCodec` from outside. */
export type CodecName = 'jpeg-2000';
