// Outlines of one plane of bits, without a mask around it: for pictures, where planes are traced in every frame. Work
// grows with the words of the plane and the length of its outlines, not with its voxels.

/** Rows of whole words: bit b of word w of a row is cell 32 w + b. */
export interface BitPlane {
  readonly wordsPerRow: number;
  readonly rows: number;
  /** Index of the first cell of a row, and of the first row. */
  readonly i0: number;
  readonly j0: number;
}

/** Corners of the loop that is walked; grows as needed and is reused. */
interface Trail {
  halves: Int32Array;
  length: number;
}

interface Walk {
  readonly words: Uint32Array;
  /** Cracks at the low-i side of a cell that a loop has run along, a bit each. */
  readonly walked: Uint32Array;
  /** Cells from one row to the next. */
  readonly width: number;
  readonly trail: Trail;
}

// As in trace-plane.ts: up, right, down, left, with the inside on the right hand; the outside neighbour of a crack.
const LEFT_OF_I = [-1, 0, 1, 0];
const LEFT_OF_J = [0, -1, 0, 1];

const isSet = (words: Uint32Array, at: number): boolean => (((words[at >> 5] as number) >>> (at & 31)) & 1) === 1;

function push(trail: Trail, i: number, j: number): void {
  if (trail.length === trail.halves.length) {
    const larger = new Int32Array(2 * trail.halves.length);
    larger.set(trail.halves);
    trail.halves = larger;
  }
  trail.halves[trail.length++] = i;
  trail.halves[trail.length++] = j;
}

/** Walks the loop along the low-i side of `start`; returns its corners in half cells. They hold until the next walk. */
function walkLoop({ words, walked, width, trail }: Walk, start: number): Int32Array {
  const ahead = [-width, 1, width, -1];
  const left = [-1, -width, 1, width];
  let at = start;
  let heading = 0;
  let firstStep = -1;
  let lastStep = -1;
  trail.length = 0;
  do {
    const front = at + (ahead[heading] as number);
    const frontLeft = front + (left[heading] as number);
    // -1 turns left (also across a saddle), 0 goes straight on, 1 turns right.
    const turn = isSet(words, frontLeft) ? -1 : isSet(words, front) ? 0 : 1;
    // Direction of the segment from here on, in eighths of a turn: equal neighbours are exactly collinear.
    const step = (2 * heading + turn + 8) & 7;
    if (step !== lastStep) {
      const j = Math.floor(at / width);
      push(trail, 2 * (at - j * width) + (LEFT_OF_I[heading] as number), 2 * j + (LEFT_OF_J[heading] as number));
      if (firstStep < 0) firstStep = step;
      lastStep = step;
    }
    if (heading === 0) walked[at >> 5] = (walked[at >> 5] as number) | (1 << (at & 31));
    if (turn < 0) at = frontLeft;
    else if (turn === 0) at = front;
    heading = (heading + turn + 4) & 3;
  } while (at !== start || heading !== 0);
  // A walk that began inside a straight run has a corner there that is none.
  return trail.halves.subarray(lastStep === firstStep ? 2 : 0, trail.length);
}

/**
 * A tracer that keeps its buffers. `fill` writes the rows: row r begins at word `(r + 1) * stride`, and word `wordsPerRow`
 * of each stays 0. Loops are those of `traceMask`, as continuous indices i, j, i, j, …; every hole a loop of its own
 * (even-odd).
 */
export function createBitTracer(): (
  plane: BitPlane,
  fill: (words: Uint32Array, stride: number) => void,
) => Float64Array<ArrayBuffer>[] {
  let words = new Uint32Array(0);
  let walked = new Uint32Array(0);
  const trail: Trail = { halves: new Int32Array(4096), length: 0 };
  return ({ wordsPerRow, rows, i0, j0 }, fill) => {
    // The empty word at the end of a row is also the border before the next one, so that no step needs a bounds check.
    const stride = wordsPerRow + 1;
    const count = stride * (rows + 2);
    if (words.length < count) {
      words = new Uint32Array(count);
      walked = new Uint32Array(count);
    }
    words.fill(0, 0, count);
    walked.fill(0, 0, count);
    fill(words, stride);
    const walk: Walk = { words, walked, width: 32 * stride, trail };
    const loops: Float64Array<ArrayBuffer>[] = [];
    for (let w = stride; w < count - stride; w++) {
      const word = words[w] as number;
      if (word === 0) continue;
      // Every loop, outer or hole, has a crack on the low-i side of some cell.
      const cracks = word & ~((word << 1) | ((words[w - 1] as number) >>> 31));
      for (;;) {
        const open = cracks & ~(walked[w] as number);
        if (open === 0) break;
        const halves = walkLoop(walk, 32 * w + 31 - Math.clz32(open & -open));
        const ij = new Float64Array(halves.length);
        for (let at = 0; at < ij.length; at += 2) {
          ij[at] = (halves[at] as number) / 2 + i0;
          ij[at + 1] = (halves[at + 1] as number) / 2 - 1 + j0;
        }
        loops.push(ij);
      }
    }
    return loops;
  };
}
