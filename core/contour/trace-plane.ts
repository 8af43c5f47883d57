// One plane of a mask -> closed loops, by marching squares at the level 0.5: a vertex lies half-way between a voxel
// centre inside and its neighbour outside (on the crack between the two), so no voxel centre is nearer to a loop than
// 0.35 voxels and every rasteriser that tests centres gets the same mask back, rounding or not.
//
// Saddle rule: two voxels that touch only by a corner are joined (the structure is 8-connected, its background
// 4-connected), so a diagonal contact stays one loop.

// Headings while the inside is kept on the right hand (i to the right, j down): 0 up, 1 right, 2 down, 3 left.
// At heading h the crack walked along lies between the voxel and its neighbour at -90 degrees of h.
const LEFT_OF_I = [-1, 0, 1, 0];
const LEFT_OF_J = [0, -1, 0, 1];

/** A plane with a border of one empty voxel, so that no step needs a bounds check; reused for every plane of a mask. */
export interface PaddedPlane {
  readonly width: number;
  readonly cells: Uint8Array;
  /** Loop that walked along a crack, by heading * cells.length + voxel. Numbers grow from plane to plane and are never
   * reset: those below the first of a plane are stale. */
  readonly loopOfCrack: Int32Array;
  /** The segment of that loop on which the crack lies, as the index of its first vertex when it was walked. */
  readonly segmentOfCrack: Int32Array;
}

/** A loop in half voxels of the padded plane. */
export interface TracedLoop {
  /** Corners i, j, i, j, …; exactly collinear points are left out. */
  readonly halves: Int32Array;
  readonly isHole: boolean;
  /** The first voxel, in memory order, with a crack of this loop below it. For a hole: the voxel above its first one. */
  readonly firstAbove: number;
  /** The walk began inside a straight run, so its first vertex was dropped and segment numbers count one less. */
  readonly startsInsideRun: boolean;
}

export function paddedPlane(ni: number, nj: number): PaddedPlane {
  const width = ni + 2;
  const count = width * (nj + 2);
  return {
    width,
    cells: new Uint8Array(count),
    loopOfCrack: new Int32Array(4 * count),
    segmentOfCrack: new Int32Array(4 * count),
  };
}

/** Corners of the loop being walked; grows as needed and is reused. */
class Trail {
  halves = new Int32Array(4096);
  length = 0;

  push(i: number, j: number): void {
    if (this.length === this.halves.length) {
      const larger = new Int32Array(2 * this.halves.length);
      larger.set(this.halves);
      this.halves = larger;
    }
    this.halves[this.length++] = i;
    this.halves[this.length++] = j;
  }
}

function walkLoop(plane: PaddedPlane, start: number, loop: number, trail: Trail): TracedLoop {
  const { cells, loopOfCrack, segmentOfCrack, width } = plane;
  const count = cells.length;
  const ahead = [-width, 1, width, -1];
  const left = [-1, -width, 1, width];
  let at = start;
  let heading = 0;
  let turns = 0;
  let lastStep = -1;
  let firstStep = -1;
  let firstAbove = count;
  trail.length = 0;
  do {
    const front = at + (ahead[heading] as number);
    const frontLeft = front + (left[heading] as number);
    // -1 turns left (also across a saddle), 0 goes straight on, 1 turns right.
    const turn = cells[frontLeft] === 1 ? -1 : cells[front] === 1 ? 0 : 1;
    // Direction of the segment from here on, in eighths of a turn: equal neighbours are exactly collinear.
    const step = (2 * heading + turn + 8) & 7;
    if (step !== lastStep) {
      const j = Math.floor(at / width);
      trail.push(2 * (at - j * width) + (LEFT_OF_I[heading] as number), 2 * j + (LEFT_OF_J[heading] as number));
      if (firstStep < 0) firstStep = step;
      lastStep = step;
    }
    loopOfCrack[heading * count + at] = loop;
    segmentOfCrack[heading * count + at] = trail.length / 2 - 1;
    if (heading === 3 && at < firstAbove) firstAbove = at;
    if (turn < 0) at = frontLeft;
    else if (turn === 0) at = front;
    heading = (heading + turn + 4) & 3;
    turns += turn;
  } while (at !== start || heading !== 0);
  const startsInsideRun = lastStep === firstStep;
  const halves = trail.halves.slice(startsInsideRun ? 2 : 0, trail.length);
  return { halves, isHole: turns < 0, firstAbove, startsInsideRun };
}

/**
 * Every loop of the cells, numbered from `firstLoop` on in the order of their first voxel: an outer loop comes before
 * its holes. Outer loops run i -> j (clockwise on screen), holes the other way.
 */
export function tracePlane(plane: PaddedPlane, firstLoop: number): TracedLoop[] {
  const { cells, loopOfCrack, width } = plane;
  const loops: TracedLoop[] = [];
  const trail = new Trail();
  // Every loop, outer or hole, has a crack on the low-i side of some voxel, walked at heading 0.
  for (let start = width + 1; start < cells.length - width; start++) {
    if (cells[start] === 0 || cells[start - 1] === 1 || (loopOfCrack[start] as number) >= firstLoop) continue;
    loops.push(walkLoop(plane, start, firstLoop + loops.length, trail));
  }
  return loops;
}
