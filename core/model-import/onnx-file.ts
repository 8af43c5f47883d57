// What an ONNX file says of itself (onnx.proto3 of github.com/onnx/onnx, IR version 3 and later), read without running
// anything, and its tensors in other files brought into it: one file, one hash, nothing left to reach for.

import { AppError } from '../error/index.ts';
import { damagedOnnx, lengthPrefix, readFields, textOf, type WireField } from './protobuf.ts';

/** Size along one axis; null: any (a named or unknown size). */
export type OnnxSize = number | null;

export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType: 1 is float32. 0: no tensor. */
  readonly elementType: number;
  /** null: the file does not say the rank. */
  readonly shape: readonly OnnxSize[] | null;
}

export interface OnnxSummary {
  readonly irVersion: number;
  /** Inputs that must be given: without those that have a stored value. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** metadata_props: notes that an exporter left. */
  readonly notes: ReadonlyMap<string, string>;
  /** Files beside this one that hold tensors, each once, in the order in which they are met. */
  readonly externalFiles: readonly string[];
}

type Message = 'model' | 'training' | 'graph' | 'node' | 'attribute' | 'sparse' | 'function' | 'tensor';

/** By field number, the fields through which a tensor can be reached. */
const PARTS: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  function: { 7: 'node', 11: 'attribute' },
  tensor: {},
};

const MODEL = { irVersion: 1, graph: 7, notes: 14 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const TENSOR = { name: 8, rawData: 9, externalData: 13, dataLocation: 14 };
const NODE_OPERATOR = 4;
const EXTERNAL = 1;
/** Graphs within graphs (loops, branches) and their attributes; no exporter comes near. */
const MAX_DEPTH = 100;

function readPair(entry: Uint8Array): readonly [string, string] {
  let key = '';
  let value = '';
  for (const field of readFields(entry)) {
    if (field.field === 1) key = textOf(field);
    if (field.field === 2) value = textOf(field);
  }
  return [key, value];
}

function child(message: Uint8Array, number: number): Uint8Array | null {
  let found: Uint8Array | null = null;
  for (const { field, wire, payload } of readFields(message)) if (field === number && wire === 2) found = payload;
  return found;
}

function readDimension(dimension: Uint8Array): OnnxSize {
  for (const { field, wire, number } of readFields(dimension)) {
    if (field === 1 && wire === 0) return number > 0 && Number.isSafeInteger(number) ? number : null;
  }
  return null;
}

function readValue(info: Uint8Array): OnnxValue {
  let name = '';
  for (const field of readFields(info)) if (field.field === 1) name = textOf(field);
  const type = child(info, 2);
  const tensor = type && child(type, 1);
  if (!tensor) return { name, elementType: 0, shape: null };
  let elementType = 0;
  for (const { field, number } of readFields(tensor)) if (field === 1) elementType = number;
  const shape = child(tensor, 2);
  if (shape === null) return { name, elementType, shape: null };
  const sizes: OnnxSize[] = [];
  for (const { field, payload } of readFields(shape)) if (field === 1) sizes.push(readDimension(payload));
  return { name, elementType, shape: sizes };
}

interface External {
  readonly file: string;
  readonly offset: number;
  /** null: to the end of the file. */
  readonly byteLength: number | null;
}

const wholeNumber = (text: string | undefined): number | null => {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw damagedOnnx('the place of a tensor is no number');
  return value;
};

/** Where the data of a tensor lie; null: in the file itself. */
function externalOf(tensor: Uint8Array): External | null {
  const entries = new Map<string, string>();
  let isExternal = false;
  for (const { field, number, payload } of readFields(tensor)) {
    if (field === TENSOR.dataLocation && number === EXTERNAL) isExternal = true;
    if (field === TENSOR.externalData) {
      const [key, value] = readPair(payload);
      entries.set(key, value);
    }
  }
  if (!isExternal && entries.size === 0) return null;
  const file = entries.get('location') ?? '';
  if (leadsOut(file)) {
    throw new AppError(
      'denied',
      'MODEL_EXTERNAL_DATA',
      'The network wants to read its numbers from a file outside its own folder. It was left alone; ask where it comes from, or export it as one file.',
    );
  }
  return {
    file: file.replace(/^(\.\/)+/, ''),
    offset: wholeNumber(entries.get('offset')) ?? 0,
    byteLength: wholeNumber(entries.get('length')),
  };
}

/** True for anything but a plain path below the folder of the file. */
const leadsOut = (file: string): boolean =>
  file === '' ||
  file.startsWith('/') ||
  file.includes('\\') ||
  file.includes('\0') ||
  /^[A-Za-z]:/.test(file) ||
  file.split('/').includes('..');

/** Calls `onTensor` for every tensor below `message`, wherever a graph can hide one. */
function visit(message: Uint8Array, kind: Message, onTensor: (tensor: Uint8Array) => void, depth = 0): void {
  if (depth > MAX_DEPTH) throw damagedOnnx('its graphs lie within each other without end');
  if (kind === 'tensor') {
    onTensor(message);
    return;
  }
  for (const field of readFields(message)) {
    const part = field.wire === 2 ? PARTS[kind][field.field] : undefined;
    if (part !== undefined) visit(field.payload, part, onTensor, depth + 1);
    if (kind === 'node') refuseContext(field);
  }
}

/** A node of compiled code names a file of its own, outside everything that is checked here. */
function refuseContext(field: WireField): void {
  if (field.field !== NODE_OPERATOR || textOf(field) !== 'EPContext') return;
  throw new AppError(
    'unsupported',
    'MODEL_COMPILED',
    'The network was compiled for one machine (EPContext). Export it as plain ONNX.',
  );
}

/**
 * Reads an ONNX file. Throws `corrupt-data` MODEL_ONNX for anything else or a damaged one, `denied` MODEL_EXTERNAL_DATA
 * where a tensor lies outside the folder, `unsupported` MODEL_COMPILED.
 */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  let irVersion = 0;
  const notes = new Map<string, string>();
  let graph: Uint8Array | null = null;
  for (const { field, wire, number, payload } of readFields(bytes)) {
    if (field === MODEL.irVersion && wire === 0) irVersion = number;
    if (field === MODEL.notes && wire === 2) notes.set(...readPair(payload));
    if (field === MODEL.graph && wire === 2) graph = payload;
  }
  if (graph === null || irVersion < 3) throw damagedOnnx('it holds no network');
  const stored = new Set<string>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const { field, wire, payload } of readFields(graph)) {
    if (wire !== 2) continue;
    if (field === GRAPH.input) inputs.push(readValue(payload));
    if (field === GRAPH.output) outputs.push(readValue(payload));
    if (field === GRAPH.initializer) {
      for (const part of readFields(payload)) if (part.field === TENSOR.name) stored.add(textOf(part));
    }
  }
  const externalFiles = new Set<string>();
  visit(bytes, 'model', (tensor) => {
    const external = externalOf(tensor);
    if (external !== null) externalFiles.add(external.file);
  });
  return {
    irVersion,
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    outputs,
    notes,
    externalFiles: [...externalFiles],
  };
}

interface Rewritten {
  readonly parts: readonly Uint8Array[];
  readonly byteLength: number;
}

const sum = (parts: readonly Uint8Array[]): number => parts.reduce((bytes, part) => bytes + part.length, 0);

function embedTensor(tensor: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Rewritten | null {
  const external = externalOf(tensor);
  if (external === null) return null;
  const file = files.get(external.file);
  const end = external.byteLength === null ? file?.length : external.offset + external.byteLength;
  if (file === undefined || end === undefined || external.offset > end || end > file.length) {
    throw damagedOnnx('a file beside it, which holds its numbers, is missing or too short');
  }
  const data = file.subarray(external.offset, end);
  const kept = [...readFields(tensor)].flatMap(({ field, whole }) =>
    field === TENSOR.externalData || field === TENSOR.dataLocation || field === TENSOR.rawData ? [] : [whole],
  );
  const parts = [...kept, lengthPrefix(TENSOR.rawData, data.length), data];
  return { parts, byteLength: sum(parts) };
}

function embed(message: Uint8Array, kind: Message, files: ReadonlyMap<string, Uint8Array>): Rewritten | null {
  if (kind === 'tensor') return embedTensor(message, files);
  const parts: Uint8Array[] = [];
  let isChanged = false;
  for (const { field, wire, payload, whole } of readFields(message)) {
    const part = wire === 2 ? PARTS[kind][field] : undefined;
    const made = part === undefined ? null : embed(payload, part, files);
    if (made === null) {
      parts.push(whole);
      continue;
    }
    isChanged = true;
    parts.push(lengthPrefix(field, made.byteLength));
    // One by one: a large graph has more parts than a call has room for arguments.
    for (const own of made.parts) parts.push(own);
  }
  return isChanged ? { parts, byteLength: sum(parts) } : null;
}

/** Largest message of Protocol Buffers, bytes. */
export const MAX_ONNX_BYTES = 2 ** 31 - 1;

/**
 * The same network with the data of `externalFiles` inside. `files` by the names of `OnnxSummary.externalFiles`.
 * Throws `corrupt-data` MODEL_ONNX when one is missing or too short, `resource` MODEL_TOO_LARGE above 2 GiB.
 */
export function embedExternalData(bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const made = embed(bytes, 'model', files);
  if (made === null) return bytes;
  if (made.byteLength > MAX_ONNX_BYTES) {
    throw new AppError(
      'resource',
      'MODEL_TOO_LARGE',
      'The network is larger than 2 GiB, more than one ONNX file holds.',
    );
  }
  const whole = new Uint8Array(made.byteLength);
  let at = 0;
  for (const part of made.parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
