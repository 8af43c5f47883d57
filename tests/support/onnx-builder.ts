// ONNX files made by hand, field by field of onnx.proto3, so that tests need no network of anybody's.

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];

export const part = (field: number, content: ArrayLike<number>): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...Array.from(content),
];

export const text = (field: number, value: string): number[] => part(field, new TextEncoder().encode(value));

/** A float32 tensor of any of these sizes; a text is a named, free size. */
export const valueInfo = (name: string, shape: readonly (number | string)[], elementType = 1): number[] => [
  ...text(1, name),
  ...part(
    2,
    part(1, [
      ...number(1, elementType),
      ...part(
        2,
        shape.flatMap((size) => part(1, typeof size === 'number' ? number(1, size) : text(2, size))),
      ),
    ]),
  ),
];

export interface ExternalPlace {
  readonly location: string;
  readonly offset?: number;
  readonly length?: number;
}

const entry = (key: string, value: string): number[] => part(13, [...text(1, key), ...text(2, value)]);

/** A TensorProto whose data lie in another file. */
export const externalTensor = (name: string, { location, offset, length }: ExternalPlace): number[] => [
  ...number(1, 2),
  ...number(2, 1),
  ...text(8, name),
  ...entry('location', location),
  ...(offset === undefined ? [] : entry('offset', String(offset))),
  ...(length === undefined ? [] : entry('length', String(length))),
  ...number(14, 1),
];

export const innerTensor = (name: string, raw: ArrayLike<number>): number[] => [
  ...number(1, raw.length / 4),
  ...number(2, 1),
  ...text(8, name),
  ...part(9, raw),
];

export interface OnnxParts {
  readonly inputs?: readonly number[][];
  readonly outputs?: readonly number[][];
  readonly initializers?: readonly number[][];
  readonly nodes?: readonly number[][];
  readonly notes?: Readonly<Record<string, string>>;
}

export const onnxFile = ({ inputs, outputs, initializers, nodes, notes }: OnnxParts): Uint8Array =>
  Uint8Array.from([
    ...number(1, 8),
    ...text(2, 'by hand'),
    ...part(7, [
      ...(nodes ?? []).flatMap((node) => part(1, node)),
      ...text(2, 'graph'),
      ...(initializers ?? []).flatMap((tensor) => part(5, tensor)),
      ...(inputs ?? [valueInfo('image', ['batch', 1, 'a', 'b', 'c'])]).flatMap((value) => part(11, value)),
      ...(outputs ?? [valueInfo('logits', ['batch', 4, 'a', 'b', 'c'])]).flatMap((value) => part(12, value)),
    ]),
    ...part(8, number(2, 17)),
    ...Object.entries(notes ?? {}).flatMap(([key, value]) => part(14, [...text(1, key), ...text(2, value)])),
  ]);
